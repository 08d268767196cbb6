import { expect, test } from "bun:test";
import { meanDifference } from "./usage.ts";

test("means that are the same but for the last bit are not apart", () => {
  expect(meanDifference(0.1 + 0.2, 0.3)).toBe(0);
  expect(meanDifference(0.3, 0.1 + 0.2)).toBe(0);
  expect(meanDifference(0.000_235, 0.000_234)).toBe(0.000_001);
  expect(meanDifference(null, 1)).toBeNull();
});

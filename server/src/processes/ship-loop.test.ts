import { expect, test } from "bun:test";
import { restAfter } from "./ship-loop.ts";

test("shipping rests in proportion to what it took, neither too short nor so long that records are waited for", () => {
  const pace = { everyMs: 100, mostMs: 300 };
  expect([0, 10, 40, 59, 60, 5_000].map((took) => restAfter(took, pace))).toEqual([100, 100, 200, 295, 300, 300]);
});

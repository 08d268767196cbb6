import { expect, test } from "bun:test";
import { peekingZ } from "./peeking-z.ts";

test("a peeking z-test looks at every so many units, at the drop over its standard error", () => {
  const watch = peekingZ(8).start();
  const values = [1, 1, 1, 0, 1, 0, 0, 0];
  const seen = values.map((value, at) => watch.add(at >= 4, value));
  expect(seen.slice(0, 7)).toEqual(Array(7).fill(-Infinity));
  // Means of 3/4 and 1/4, each with a variance of 1/4 of four values.
  expect(seen[7]).toBeCloseTo(0.5 / Math.sqrt(0.25 / 4 + 0.25 / 4), 12);
});

test("it says nothing where nothing varies", () => {
  const watch = peekingZ(4).start();
  expect([0, 1, 0, 1].map((arm) => watch.add(arm === 1, 1)).at(-1)).toBe(-Infinity);
});

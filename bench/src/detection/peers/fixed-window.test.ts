import { expect, test } from "bun:test";
import { fixedWindow } from "./fixed-window.ts";

test("a fixed threshold sees the candidate's mean of one window, and no other", () => {
  const watch = fixedWindow(4, 0.8).start();
  const seen = [
    [true, 0],
    [false, 1],
    [true, 1],
    [false, 1],
    [true, 1],
    [true, 1],
    [true, 1],
    [false, 0],
  ].map(([candidate, value]) => watch.add(candidate === true, Number(value)));
  expect(seen[3]).toBeCloseTo(0.3, 12);
  expect(seen[7]).toBeCloseTo(-0.2, 12);
  expect(seen.filter((one) => one > -Infinity)).toHaveLength(2);
});

test("a window without a candidate says nothing", () => {
  const watch = fixedWindow(2, 0.8).start();
  expect([watch.add(false, 1), watch.add(false, 0)]).toEqual([-Infinity, -Infinity]);
});

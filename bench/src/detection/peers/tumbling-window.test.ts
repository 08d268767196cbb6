import { expect, test } from "bun:test";
import { tumblingMean, tumblingWindow } from "./tumbling-window.ts";

test("a window of two arms forgets the one before it", () => {
  const watch = tumblingWindow(8).start();
  const window = (values: readonly number[]): number =>
    values.map((value, at) => watch.add(at >= 4, value)).at(-1) ?? Number.NaN;
  const down = window([1, 1, 1, 0, 1, 0, 0, 0]);
  expect(down).toBeCloseTo(Math.SQRT2, 12);
  expect(window([1, 0, 0, 0, 1, 1, 1, 0])).toBeCloseTo(-down, 12);
});

test("a control chart says by how many standard errors a window lies below the mean", () => {
  const watch = tumblingMean(4, 0.5).start();
  expect([0, 0, 1, 0].map((value) => watch.add(value)).at(-1)).toBeCloseTo(0.25 / Math.sqrt(0.25 / 4), 12);
});

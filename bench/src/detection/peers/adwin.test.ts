import { describe, expect, test } from "bun:test";
import { randomOf } from "../random.ts";
import { adwin } from "./adwin.ts";

/** The largest statistic over units whose means are these, a thousand of each. */
function most(means: readonly number[]): number {
  const random = randomOf(7, 1);
  const watch = adwin().start();
  let largest = -Infinity;
  for (const mean of means)
    for (let unit = 0; unit < 1_000; unit++) largest = Math.max(largest, watch.add(random() < mean ? 1 : 0));
  return largest;
}

describe("ADWIN", () => {
  const { threshold } = adwin();

  test("keeps still where nothing changes, and where things get better", () => {
    expect(most([0.8, 0.8, 0.8])).toBeLessThan(threshold);
    expect(most([0.5, 0.8])).toBeLessThan(threshold);
  });

  test("finds a drop, the surer the larger it is", () => {
    expect(most([0.8, 0.6])).toBeGreaterThan(threshold);
    expect(most([0.8, 0.4])).toBeGreaterThan(most([0.8, 0.6]));
  });

  test("alarms at its bound: the cut that is just as large as epsilon has the confidence that makes it so", () => {
    const watch = adwin().start();
    let seen = -Infinity;
    // 32 values, of which the first 16 are ones: the best cut is in the middle, where buckets end.
    for (let unit = 0; unit < 32; unit++) seen = watch.add(unit < 16 ? 1 : 0);
    const [n, m, variance] = [32, 8, 0.25];
    const l = seen + Math.log(2 * Math.log(n));
    expect(Math.sqrt((2 * variance * l) / m) + (2 * l) / (3 * m)).toBeCloseTo(1, 9);
  });
});

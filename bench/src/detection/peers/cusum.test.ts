import { describe, expect, test } from "bun:test";
import { randomOf } from "../random.ts";
import { cusumRunLength, cusumThreshold, knownCusum } from "./cusum.ts";

const CHANGE = { before: 0.8, after: 0.7 };

describe("CUSUM that knows the drop", () => {
  test("adds up likelihood ratios, and starts again at zero", () => {
    const watch = knownCusum(CHANGE, 3).start();
    expect(watch.add(1)).toBe(0);
    expect(watch.add(0)).toBeCloseTo(Math.log(0.3 / 0.2), 12);
    expect(watch.add(1)).toBeCloseTo(Math.log(0.3 / 0.2) + Math.log(0.7 / 0.8), 12);
  });

  test.each([0.8, 0.7])("has the run length that the chain gives, at a share of %d", (share) => {
    const threshold = 2.5;
    const runs = Array.from({ length: 3_000 }, (_, stream) => {
      const random = randomOf(11, stream);
      const watch = knownCusum(CHANGE, threshold).start();
      for (let unit = 1; ; unit++) if (watch.add(random() < share ? 1 : 0) >= threshold) return unit;
    });
    const mean = runs.reduce((sum, run) => sum + run, 0) / runs.length;
    expect(Math.abs(cusumRunLength(CHANGE, threshold, share) / mean - 1)).toBeLessThan(0.08);
  });

  test("has the threshold that gives it the run length that was asked for", () => {
    const threshold = cusumThreshold(CHANGE, 1_000);
    expect(Math.abs(cusumRunLength(CHANGE, threshold, CHANGE.before) / 1_000 - 1)).toBeLessThan(0.01);
    expect(cusumThreshold(CHANGE, 10_000)).toBeGreaterThan(threshold);
  });
});

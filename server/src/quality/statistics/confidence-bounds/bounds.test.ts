import { describe, expect, test } from "bun:test";
import { meanOf, streams } from "../../fixtures/streams.ts";
import { bernoulliInterval } from "./bernoulli-interval.ts";
import { empiricalProcessBound } from "./empirical-process.ts";
import { gammaExponentialMixtureBound } from "./gamma-exponential-mixture.ts";
import { normalMixtureBound } from "./normal-mixture.ts";
import { quantilePValue } from "./quantile-comparison.ts";
import { doubleStitchingBound, polyStitchingBound } from "./stitching.ts";

describe("a bound for every time", () => {
  test("is that of its least variance below it, and grows above, more slowly than the variance", () => {
    const at = (v: number): number => polyStitchingBound(v, 0.05, 10);
    expect(at(1)).toBe(at(10));
    expect(at(1_000)).toBeGreaterThan(at(100));
    expect(at(100_000) / 100_000).toBeLessThan(at(1_000) / 1_000);
  });

  test("is wider for heavier tails, and for a smaller alpha", () => {
    expect(polyStitchingBound(100, 0.05, 10, 3)).toBeGreaterThan(polyStitchingBound(100, 0.05, 10));
    expect(polyStitchingBound(100, 0.01, 10)).toBeGreaterThan(polyStitchingBound(100, 0.05, 10));
    const tuned = { variance: 100, alpha: 0.05 };
    const normal = normalMixtureBound(100, 0.05, tuned, "one-sided");
    expect(gammaExponentialMixtureBound(100, 0.05, tuned, 2)).toBeGreaterThan(normal);
  });

  test("of a whole distribution is none before it holds, and narrows with time", () => {
    expect(empiricalProcessBound(99, 0.05, 100)).toBe(Infinity);
    expect(empiricalProcessBound(10_000, 0.05, 100)).toBeLessThan(empiricalProcessBound(1_000, 0.05, 100));
    expect(empiricalProcessBound(1_000, 0.01, 100)).toBeGreaterThan(empiricalProcessBound(1_000, 0.05, 100));
  });

  test("of all quantiles at once is wider where values vary more", () => {
    const [middle, edge] = [0.5, 0.99].map((p) => doubleStitchingBound(p, 1_000, 0.05, 100));
    expect(middle).toBeGreaterThan(edge ?? Number.NaN);
  });
});

test("an interval of a share leaves the truth out at any look in at most one of twenty streams", () => {
  const looks = [20, 50, 100, 200, 400, 800];
  const misses = streams(200, (random) => {
    let successes = 0;
    for (let trial = 1; trial <= 800; trial++) {
      successes += random() < 0.3 ? 1 : 0;
      if (!looks.includes(trial)) continue;
      const { lower, upper } = bernoulliInterval(successes, trial, 0.05, 100);
      if (lower > 0.3 || upper < 0.3) return 1;
    }
    return 0;
  });
  expect(meanOf(misses)).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 200));
});

describe("the p-value of two quantiles", () => {
  const comparison = { quantile: 0.5, tuned: 100, alpha: 0.05 };
  const values = (from: number): readonly number[] => Array.from({ length: 300 }, (_, index) => index + from);

  test("is 1 for the same values, and the smaller the further apart they are", () => {
    expect(quantilePValue(values(0), values(0), comparison)).toBe(1);
    const [near, far] = [60, 120].map((shift) => quantilePValue(values(0), values(shift), comparison));
    expect(far).toBeLessThan(near ?? Number.NaN);
  });

  test("is the same whichever arm is first", () => {
    expect(quantilePValue(values(0), values(80), comparison)).toBeCloseTo(
      quantilePValue(values(80), values(0), comparison),
      12,
    );
  });
});

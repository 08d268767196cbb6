import { describe, expect, test } from "bun:test";
import { bernoulliInterval } from "./bernoulli-interval.ts";
import { betaBinomialMixture, betaBinomialMixtureBound } from "./beta-binomial-mixture.ts";
import { empiricalProcessBound } from "./empirical-process.ts";
import { referenceVectors } from "./fixtures/reference-vectors.ts";
import { gammaExponentialMixture } from "./gamma-exponential-mixture.ts";
import { gammaPoissonMixture, gammaPoissonMixtureBound } from "./gamma-poisson-mixture.ts";
import { bestRho, normalMixture, normalMixtureBound, type Sides } from "./normal-mixture.ts";
import { quantilePValue } from "./quantile-comparison.ts";
import { doubleStitchingBound, polyStitchingBound } from "./stitching.ts";

/** One published result of the confseq library. */
interface Vector {
  readonly fn: string;
  readonly args: readonly (number | boolean)[];
  readonly expected: number | readonly [number, number];
  readonly tol: number;
}

const tuned = (variance: number, alpha = 0.05) => ({ variance, alpha });
const sides = (oneSided: boolean): Sides => (oneSided ? "one-sided" : "two-sided");
/** 1,000 values each, those of the second arm so much above those of the first. */
const shifted = (offset: number): readonly number[] => Array.from({ length: 1_000 }, (_, index) => index + 1 + offset);

/** Theirs by name; the last argument is `is_one_sided`, true where it is left out. */
const OURS: Readonly<Record<string, (args: readonly number[], oneSided: boolean) => number | readonly number[]>> = {
  normal_mixture_bound: ([v = 0, alpha = 0, best = 0], one) => normalMixtureBound(v, alpha, tuned(best), sides(one)),
  normal_log_mixture: ([s = 0, v = 0, best = 0], one) => normalMixture(tuned(best), sides(one))(s, v),
  gamma_exponential_log_mixture: ([s = 0, v = 0, best = 0, c = 0]) => gammaExponentialMixture(tuned(best), c)(s, v),
  gamma_poisson_log_mixture: ([s = 0, v = 0, best = 0, c = 0]) => gammaPoissonMixture(tuned(best), c)(s, v),
  gamma_poisson_mixture_bound: ([v = 0, alpha = 0, best = 0, c = 0]) =>
    gammaPoissonMixtureBound(v, alpha, tuned(best), c),
  beta_binomial_mixture_bound: ([v = 0, alpha = 0, best = 0, g = 0, h = 0], one) =>
    betaBinomialMixtureBound(v, alpha, tuned(best), { g, h }, sides(one)),
  poly_stitching_bound: ([v = 0, alpha = 0, least = 0, c = 0]) => polyStitchingBound(v, alpha, least, c),
  empirical_process_lil_bound: ([t = 0, alpha = 0, least = 0, a = 0]) => empiricalProcessBound(t, alpha, least, a),
  double_stitching_bound: ([p = 0, t = 0, alpha = 0, best = 0]) => doubleStitchingBound(p, t, alpha, best),
  get_ab_p_value: ([quantile = 0, offset = 0]) =>
    quantilePValue(shifted(0), shifted(offset), { quantile, tuned: 100, alpha: 0.05 }),
  bernoulli_confidence_interval: ([successes = 0, trials = 0, alpha = 0, best = 0]) => {
    const { lower, upper } = bernoulliInterval(successes, trials, alpha, best);
    return [lower, upper];
  },
};

const vectors = referenceVectors("confseq") as readonly Vector[] | undefined;

describe.skipIf(vectors === undefined)("what confseq has published", () => {
  for (const { fn, args, expected, tol } of vectors ?? []) {
    test(`is what we find: ${fn}(${args.join(", ")})`, () => {
      const numbers = args.filter((one) => typeof one === "number");
      const found = OURS[fn]?.(numbers, !args.includes(false));
      const pairs = [expected].flat().map((one, index) => [one, [found ?? Number.NaN].flat()[index]] as const);
      for (const [theirs, ours] of pairs) expect(Math.abs((ours ?? Number.NaN) - theirs)).toBeLessThan(tol);
    });
  }
});

test("the figures of the page on statistics are found to the digits that it prints", () => {
  expect(bestRho(tuned(100), "two-sided")).toBeCloseTo(12.60056, 5);
  expect(normalMixture(tuned(100), "two-sided")(10, 100)).toBeCloseTo(-0.6510052, 7);
  expect(normalMixtureBound(100, 0.05, tuned(100), "two-sided")).toBeCloseTo(30.35209, 5);
  expect(normalMixture(tuned(100), "one-sided")(10, 100)).toBeCloseTo(-0.06502391, 7);
  const range = { g: 0.2, h: 0.8 };
  expect(betaBinomialMixtureBound(100, 0.05, tuned(100), range, "two-sided")).toBeCloseTo(31.4308, 4);
  expect(betaBinomialMixtureBound(100, 0.05, tuned(100), range, "one-sided")).toBeCloseTo(28.41238, 5);
  const { lower, upper } = bernoulliInterval(700, 1_000, 0.05, 100);
  // Theirs are cut off at the sixth digit, not rounded.
  expect([lower, upper].map((one) => Math.floor(one * 1e6))).toEqual([651_629, 745_949]);
});

describe("a mixture", () => {
  const all = {
    normal: normalMixture(tuned(100), "one-sided"),
    "normal, both sides": normalMixture(tuned(100), "two-sided"),
    "gamma-exponential": gammaExponentialMixture(tuned(100), 2),
    "gamma-Poisson": gammaPoissonMixture(tuned(100), 2),
    "beta-binomial": betaBinomialMixture(tuned(100), { g: 0.3, h: 0.7 }, "one-sided"),
  };

  test.each(Object.entries(all))("of %s has no evidence before the first value", (_name, mixture) => {
    expect(mixture(0, 0)).toBeCloseTo(0, 9);
  });

  test.each(Object.entries(all))("of %s has the more evidence the larger the sum is", (_name, mixture) => {
    for (let s = 1; s < 40; s++) expect(mixture(s + 1, 100)).toBeGreaterThan(mixture(s, 100));
  });
});

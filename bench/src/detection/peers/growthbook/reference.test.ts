import { describe, expect, test } from "bun:test";
import { referenceVectors } from "../../../../../server/src/quality/statistics/confidence-bounds/fixtures/reference-vectors.ts";
import { type ArmSums, effectOf, sumsOfShare } from "./effect.ts";
import { sequentialTest } from "./sequential.ts";
import { type Tail, tTest } from "./t-test.ts";

interface Sums {
  readonly sum: number;
  readonly sum_squares: number;
  readonly n: number;
}

interface Vector {
  readonly test: string;
  readonly a: Sums;
  readonly b: Sums;
  readonly difference_type: "absolute" | "relative";
  readonly expected: number;
  readonly ci: readonly [number | null, number | null];
  readonly pValue: number;
  readonly uplift_stddev: number;
  readonly rounded_to: number;
}

const sumsOf = ({ sum, sum_squares, n }: Sums): ArmSums => ({ count: n, sum, squares: sum_squares });
const tailOf = (name: string): Tail =>
  name.includes("Greater") ? "greater" : name.includes("Lesser") ? "lesser" : "two-sided";
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const vectors = referenceVectors("growthbook_gbstats") as readonly Vector[] | undefined;

describe.skipIf(vectors === undefined)("what GrowthBook's engine has published", () => {
  for (const vector of vectors ?? []) {
    test(`is what we find: ${vector.test}, ${vector.difference_type}`, () => {
      const effect = effectOf(sumsOf(vector.a), sumsOf(vector.b), vector.difference_type);
      const { lower, upper, pValue } = vector.test.startsWith("Sequential")
        ? sequentialTest(effect, tailOf(vector.test))
        : tTest(effect, tailOf(vector.test));
      const found = [effect.estimate, finite(lower), finite(upper), pValue, effect.error];
      const theirs = [vector.expected, ...vector.ci, vector.pValue, vector.uplift_stddev];
      for (const [index, one] of theirs.entries()) {
        if (one === null) expect(found[index]).toBeNull();
        else expect(found[index]).toBeCloseTo(one, vector.rounded_to);
      }
    });
  }
});

test("two shares have the interval that the page on statistics prints", () => {
  const effect = effectOf(sumsOfShare(1_396, 3_000), sumsOfShare(2_422, 3_461), "relative");
  const { lower, upper } = sequentialTest(effect, "two-sided");
  expect([effect.estimate, lower, upper].map((one) => one.toFixed(5))).toEqual(["0.50386", "0.40098", "0.60675"]);
});

test("a sequence is wider than the interval of one look, and a p-value says the same as its interval", () => {
  for (const treatment of [700, 720, 740, 760, 780]) {
    const effect = effectOf(sumsOfShare(800, 1_000), sumsOfShare(treatment, 1_000), "absolute");
    const [always, once] = [sequentialTest(effect, "lesser"), tTest(effect, "lesser")];
    expect(always.upper).toBeGreaterThan(once.upper);
    expect(always.upper < 0).toBe(always.pValue < 0.05);
  }
});

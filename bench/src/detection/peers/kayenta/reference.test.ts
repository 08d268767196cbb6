import { describe, expect, test } from "bun:test";
import quantile from "@stdlib/stats-base-dists-normal-quantile";
import { referenceVectors } from "../../../../../server/src/quality/statistics/confidence-bounds/fixtures/reference-vectors.ts";
import { type ClassifierOptions, classify, classifyByMean, type Direction } from "./classifier.ts";
import { rankSumZ } from "./rank-sum.ts";
import { shiftInterval, shiftRange } from "./shift-interval.ts";

interface Classified {
  readonly test: string;
  readonly arrays: { readonly experimentData?: readonly number[]; readonly controlData?: readonly number[] };
  readonly classifier: string | null;
  readonly params: string | null;
  readonly direction: Direction;
  readonly nan: "Replace" | "Remove" | null;
  readonly expected: readonly string[];
}

interface Ranked {
  readonly test: string;
  readonly arrays: Readonly<Record<string, readonly number[]>>;
  readonly asserts: readonly string[];
  readonly calls: readonly string[];
}

/** Where the vectors name no parameters, those of the test of that name in Kayenta's own suite. */
const UNSAID: Readonly<Record<string, ClassifierOptions>> = {
  "CLES Effect Size: Pass": { tolerance: 0.2, confidence: 0.98, effects: [0.5, 0.8], measure: "cles" },
  "CLES Effect Size: Low": { tolerance: 0.2, confidence: 0.98, effects: [0.2, 0.8], measure: "cles" },
  "Critical Effect Size: High": { tolerance: 0.1, confidence: 0.95, effects: [1, 5] },
  "Critical Effect Size: Pass": { tolerance: 0.1, confidence: 0.95, effects: [1, 13] },
};

/** `tolerance = 0.10, confLevel = 0.95, effectSizeThresholds = (0.8, 1.2)` as options. */
function optionsOf({ test: name, params, direction, nan }: Classified): ClassifierOptions {
  const unsaid = Object.entries(UNSAID).find(([ending]) => name.endsWith(ending))?.[1];
  const number = (key: string): number => Number(new RegExp(`${key} ?= ?([\\d.]+)`).exec(params ?? "")?.[1]);
  const pair = /effectSizeThresholds ?= ?\(([\d.]+), ?([\d.]+)\)/.exec(params ?? "");
  return {
    ...(params === null ? unsaid : { tolerance: number("tolerance"), confidence: number("confLevel") }),
    ...(pair === null ? {} : { effects: [Number(pair[1]), Number(pair[2])] as const }),
    direction,
    missing: nan ?? "Remove",
  };
}

const classified = referenceVectors("kayenta_classifier") as readonly Classified[] | undefined;

describe.skipIf(classified === undefined)("what Kayenta's judge has classified", () => {
  for (const vector of classified ?? []) {
    const { experimentData, controlData } = vector.arrays;
    if (experimentData === undefined || controlData === undefined) {
      test.skip(`${vector.test}: the vector has no data of one of the two arms`, () => {});
      continue;
    }
    test(`is classified so here: ${vector.test}`, () => {
      const found =
        vector.classifier === "MeanInequalityClassifier"
          ? classifyByMean(experimentData, controlData)
          : classify(experimentData, controlData, optionsOf(vector));
      expect([found as string]).toEqual([...vector.expected]);
    });
  }
});

const ranked = referenceVectors("kayenta_mannwhitney") as readonly Ranked[] | undefined;
const vectorOf = (name: string): Ranked | undefined => ranked?.find((one) => one.test.endsWith(name));
/** The numbers that a vector says are expected, in its order; not those that it calls by a name. */
const numbersIn = (lines: readonly string[]): readonly number[] =>
  lines.map((line) => Number(/^-?[\d.]+(?:E-?\d+)?/.exec(line)?.[0])).filter((one) => !Number.isNaN(one));
const data = (vector: Ranked | undefined, name: string): Float64Array =>
  Float64Array.from(vector?.arrays[name] ?? []).sort();
/** Its tests compare to a millionth. */
const SAME = 6;

describe.skipIf(ranked === undefined)("what Kayenta's Mann-Whitney test has found", () => {
  test("is found here: the rank sum's distance from what is expected", () => {
    const vector = vectorOf("Wilcoxon Diff Function");
    const [none, far] = numbersIn(vector?.asserts ?? []);
    expect(rankSumZ(data(vector, "x"), data(vector, "y"), 0)).toBeCloseTo(none ?? Number.NaN, SAME);
    expect(rankSumZ(data(vector, "x"), data(vector, "y"), 5)).toBeCloseTo(far ?? Number.NaN, 5);
  });

  test.each([
    ["Confidence Interval & Estimate", "experimentData", "controlData", 0.95],
    ["Estimate: Problem Case", "experiment", "control", 0.98],
  ])("is found here: %s", (name, experiment, control, confidence) => {
    const vector = vectorOf(name);
    const [lower, upper, estimate] = numbersIn(vector?.asserts ?? []);
    const found = shiftInterval(data(vector, experiment), data(vector, control), confidence);
    expect(found.lower).toBeCloseTo(lower ?? Number.NaN, SAME);
    expect(found.upper).toBeCloseTo(upper ?? Number.NaN, SAME);
    expect(found.estimate).toBeCloseTo(estimate ?? Number.NaN, SAME);
  });

  test("is found here: the quantile of the normal distribution at a confidence of 98 %", () => {
    const [z] = numbersIn(vectorOf("zQuant")?.asserts ?? []);
    expect(quantile(0.01, 0, 1)).toBeCloseTo(z ?? Number.NaN, SAME);
  });

  test("is found here: the values in between, on values of which most are zero", () => {
    const vector = vectorOf("Variables");
    const [x, y] = [data(vector, "x"), data(vector, "y")];
    const [least, most, z, minusZ, lower1, upper1, lower2, upper2, low, high, estimate] = numbersIn(
      vector?.calls ?? [],
    );
    const range = shiftRange(x, y);
    expect(range).toEqual([least, most] as never);
    const ends = [z, minusZ].flatMap((at) => range.map((shift) => rankSumZ(x, y, shift) - (at ?? 0)));
    for (const [index, end] of [lower1, upper1, lower2, upper2].entries())
      expect(ends[index]).toBeCloseTo(end ?? Number.NaN, SAME);
    const found = shiftInterval(x, y, 0.95);
    expect(found.lower).toBeCloseTo(low ?? Number.NaN, 9);
    expect(found.upper).toBeCloseTo(high ?? Number.NaN, 9);
    expect(found.estimate).toBeCloseTo(estimate ?? Number.NaN, 9);
  });
});

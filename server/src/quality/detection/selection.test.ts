import { expect, test } from "bun:test";
import { streams } from "../fixtures/streams.ts";
import { Detection } from "./detection.ts";
import { type DetectionResult, detectionResult } from "./result.ts";
import { whomeverErrorsTook } from "./selection.ts";
import { StreamCensus } from "./stream-census.ts";
import { comparisonLine, type StreamLine } from "./stream-line.ts";

const OPTIONS = { margin: 0.03, harm: 0, alpha: 0.05 };

interface Product {
  /** Share of units that meet an infrastructure error; the harder a task, the likelier. */
  readonly errors: readonly [baseline: number, candidate: number];
  readonly drop: number;
  readonly units: number;
}

const linesOf =
  ({ errors, drop, units }: Product) =>
  (random: () => number): readonly StreamLine[] =>
    Array.from({ length: units }, (_, index) => {
      const candidate = random() < 0.5;
      const hard = random();
      const met = random() < 2 * hard * (candidate ? errors[1] : errors[0]);
      const solved = random() < 0.95 - 0.4 * hard - (candidate ? drop : 0);
      const arm = candidate ? "candidate" : "baseline";
      // A runner that knows no better writes a failed answer beside the error.
      const said = met ? { value: 0, error: "overloaded" } : { value: solved ? 1 : 0 };
      return comparisonLine({ unit: `u${index}`, arm, p: 0.5, ...said }, undefined);
    });

function resultOf(lines: readonly StreamLine[]): DetectionResult {
  const census = new StreamCensus({ pre: [], post: [] });
  lines.forEach((line, index) => census.add(line, index + 1));
  const facts = census.facts();
  const options = whomeverErrorsTook(OPTIONS, facts);
  const detection = new Detection(facts, options, []);
  for (const line of lines) detection.add(line);
  return detectionResult(detection, facts, options, { signals: new Map() });
}

function verdicts(count: number, product: Product): readonly DetectionResult[] {
  return streams(count, (random) => resultOf(linesOf(product)(random)));
}
const share = (results: readonly DetectionResult[], verdict: string): number =>
  results.filter((one) => one.verdict === verdict).length / results.length;

test("errors that meet both arms alike are no failed answers, and keep nothing from passing", () => {
  const results = verdicts(30, { errors: [0.1, 0.1], drop: 0, units: 16_000 });
  expect(share(results, "pass")).toBeGreaterThan(0.8);
  expect(share(results, "fail")).toBeLessThan(0.2);
  const [one] = results;
  expect(one?.baseline.units).toBeLessThan(7_600);
  expect(Math.abs((one?.baseline.mean ?? 0) - 0.77)).toBeLessThan(0.02);
});

test("where they meet one arm alone, whom they took is no verdict: neither a fail of the other nor a pass", () => {
  for (const errors of [
    [0.01, 0.12],
    [0.12, 0.01],
  ] as const) {
    const results = verdicts(20, { errors, drop: 0, units: 12_000 });
    expect(share(results, "inconclusive")).toBe(1);
    expect(results[0]?.reason).toContain("infrastructure errors took");
    expect(results[0]?.sample_ratio.holds).toBe(false);
    // Who met an error was assigned as well: the split of the arms is as p says.
    expect(results.filter(({ sample_ratio: ratio }) => ratio.evidence >= 20).length).toBeLessThan(3);
  }
});

test("a drop that is larger than all that they could have made is found all the same", () => {
  const results = verdicts(20, { errors: [0.02, 0.05], drop: 0.12, units: 12_000 });
  expect(share(results, "fail")).toBe(1);
});

test("a stream of nothing but errors says so", () => {
  const { verdict, reason } = resultOf(linesOf({ errors: [1, 1], drop: 0, units: 50 })(() => 0.9));
  expect([verdict, reason]).toEqual([
    "inconclusive",
    "every unit met an infrastructure error: there is nothing to judge",
  ]);
});

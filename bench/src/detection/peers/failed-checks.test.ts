import { describe, expect, test } from "bun:test";
import { failedChecks } from "./failed-checks.ts";

/** Checks of two units each, whose means are these halves. */
function statistics(inARow: boolean, means: readonly (0 | 0.5 | 1)[]): readonly number[] {
  const watch = failedChecks({ name: "checks", units: 2, expected: 0.8, failures: 2, inARow }).start();
  return means.map((mean) => {
    watch.add(true, mean > 0 ? 1 : 0);
    return watch.add(true, mean === 1 ? 1 : 0);
  });
}

describe("failed checks", () => {
  test("add up whatever came between them, as Argo's and Flagger's do", () => {
    const seen = statistics(false, [0, 1, 1, 0.5]);
    expect(seen[2]).toBeCloseTo(-0.2, 12);
    // Two checks were 30 points below or more: the first by 80, the last by 30.
    expect(seen[3]).toBeCloseTo(0.3, 12);
  });

  test("in a row are taken back by a good one", () => {
    expect(statistics(true, [0, 1, 0])[2]).toBeCloseTo(-0.2, 12);
    expect(statistics(true, [1, 0, 0.5])[2]).toBeCloseTo(0.3, 12);
  });

  test("are none before there were enough checks", () => {
    expect(statistics(false, [0])[0]).toBe(-Infinity);
  });
});

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { discoveries, weightedEvidence } from "./evidence.ts";

const evidence = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 });

describe("evidence of several nulls", () => {
  test("together is never less than Bonferroni's correction of the strongest", () => {
    fc.assert(
      fc.property(evidence, (some) => {
        const weights = some.map(() => 1 / some.length);
        expect(weightedEvidence(some, weights)).toBeGreaterThanOrEqual(Math.max(...some) / some.length - 1e-9);
      }),
    );
    expect(() => weightedEvidence([1, 2], [0.6, 0.6])).toThrow("may sum to 1");
    expect(() => weightedEvidence([1, 2], [1])).toThrow("needs a weight");
  });

  test("is reported for the strongest that are enough together, and for none that is weaker than one left out", () => {
    // Four nulls at .05: one alone has to reach 80, of two each 40, of four each 20.
    expect(discoveries([79, 1, 1, 1], 0.05)).toEqual([]);
    expect(discoveries([1, 80, 1, 1], 0.05)).toEqual([1]);
    expect(discoveries([41, 1, 1, 40], 0.05)).toEqual([0, 3]);
    expect(discoveries([20, 20, 20, 20], 0.05)).toEqual([0, 1, 2, 3]);
    fc.assert(
      fc.property(evidence, (some) => {
        const found = discoveries(some, 0.1);
        const least = Math.min(...found.map((index) => some[index] ?? 0));
        some.forEach((one, index) => expect(found.includes(index) || one <= least).toBe(true));
        if (found.length > 0) expect(least).toBeGreaterThanOrEqual(some.length / (found.length * 0.1) - 1e-9);
      }),
    );
  });
});

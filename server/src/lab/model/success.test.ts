import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Exposure, successOf, termsOf } from "./success.ts";
import { DIFFICULTIES, KINDS } from "./terms.ts";

const WHOLE: Exposure = {
  effort: "high",
  reasoningLost: 0,
  capped: 0,
  contextTokens: 10_000,
  tier: "large",
  delegated: false,
};
const at = (kind: (typeof KINDS)[number], difficulty: (typeof DIFFICULTIES)[number], parts: Partial<Exposure> = {}) =>
  100 * successOf({ kind, difficulty }, { ...WHOLE, ...parts });

describe("the model of success, by what was published", () => {
  test.each([
    ["dialogue", 87, 64],
    ["research", 44, 31.4],
    ["assistant", 75.7, 67.9],
    ["repair", 69.4, 67.2],
  ] as const)("%s goes from %d to %d when the reasoning of earlier turns is lost", (kind, kept, lost) => {
    expect([at(kind, "usual"), at(kind, "usual", { reasoningLost: 1 })]).toEqual([
      expect.closeTo(kept, 1),
      expect.closeTo(lost, 1),
    ]);
  });

  test("a hard task of repair goes from 59.6 to 43.7 from high to low effort; an easy one barely moves", () => {
    expect(at("repair", "hard")).toBeCloseTo(59.6, 1);
    expect(at("repair", "hard", { effort: "low" })).toBeCloseTo(43.7, 1);
    expect(at("repair", "easy") - at("repair", "easy", { effort: "medium" })).toBeWithin(0, 0.5);
    expect(at("repair", "easy") - at("repair", "easy", { effort: "low" })).toBeWithin(0, 1.5);
  });

  test("a limit of 25 words takes three points of broad work, and none of narrow work", () => {
    for (const kind of ["assistant", "research", "dialogue"] as const)
      expect(at(kind, "usual") - at(kind, "usual", { capped: 1 })).toBeCloseTo(3, 1);
    expect(at("repair", "usual", { capped: 1 })).toBe(at("repair", "usual"));
  });

  test("a smaller model, a longer context, a delegated part and less effort make nothing better", () => {
    const worse: readonly Partial<Exposure>[] = [
      { tier: "small" },
      { tier: "middle" },
      { contextTokens: 200_000 },
      { delegated: true },
      { effort: "medium" },
      { effort: "low" },
    ];
    for (const kind of KINDS)
      for (const difficulty of DIFFICULTIES)
        for (const parts of worse) expect(at(kind, difficulty, parts)).toBeLessThan(at(kind, difficulty));
  });

  test("is a probability, and the more is lost the lower it is", () => {
    const work = fc.record({ kind: fc.constantFrom(...KINDS), difficulty: fc.constantFrom(...DIFFICULTIES) });
    const parts = fc.record({
      effort: fc.constantFrom("low", "medium", "high", "xhigh", "max", "unheard of"),
      capped: fc.double({ min: 0, max: 1, noNaN: true }),
      contextTokens: fc.integer({ min: 0, max: 1e6 }),
      tier: fc.constantFrom("large" as const, "middle" as const, "small" as const),
      delegated: fc.boolean(),
    });
    const loss = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(work, parts, loss, loss, (work, rest, a, b) => {
        const [less, more] = [a, b]
          .sort((x, y) => x - y)
          .map((lost) => successOf(work, { ...rest, reasoningLost: lost }));
        expect(less).toBeLessThan(1);
        expect(more).toBeGreaterThan(0);
        expect(less).toBeGreaterThanOrEqual(more ?? 0);
      }),
    );
  });

  test("has a name for each of its terms", () => {
    const terms = termsOf({ kind: "dialogue", difficulty: "hard" }, { ...WHOLE, reasoningLost: 0.5, effort: "low" });
    expect(Object.keys(terms).sort()).toEqual(
      ["base", "contextDoubling", "delegated", "difficulty", "effort", "reasoningLost", "tier", "verbosity"].sort(),
    );
    expect(terms.reasoningLost).toBeLessThan(0);
    expect(terms.delegated).toBe(0);
  });
});

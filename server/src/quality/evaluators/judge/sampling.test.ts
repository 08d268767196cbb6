import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isSampled } from "./sampling.ts";

const name = fc.string({ minLength: 1 });
const rate = fc.double({ min: 0, max: 1, noNaN: true });

describe("which units are judged", () => {
  test("is the same at every look, all at 1 and none at 0", () => {
    fc.assert(
      fc.property(name, name, rate, (judge, unit, share) => {
        expect(isSampled(judge, unit, share)).toBe(isSampled(judge, unit, share));
        expect([isSampled(judge, unit, 1), isSampled(judge, unit, 0)]).toEqual([true, false]);
      }),
    );
  });

  test("at a rate is among those at a higher one", () => {
    fc.assert(
      fc.property(name, name, rate, rate, (judge, unit, a, b) => {
        if (isSampled(judge, unit, Math.min(a, b))) expect(isSampled(judge, unit, Math.max(a, b))).toBe(true);
      }),
    );
  });

  // Of 20,000 units the share lies within five standard errors; units and names are fixed, so nothing is left to chance.
  const units = Array.from({ length: 20_000 }, (_, index) => `acme/session-${index}`);
  const shareOf = (judge: string, share: number, of: readonly string[] = units): number =>
    of.filter((unit) => isSampled(judge, unit, share)).length / of.length;
  const margin = (share: number, many: number): number => 5 * Math.sqrt((share * (1 - share)) / many);

  test.each([0.01, 0.1, 0.5, 0.9])("is the share %d of them", (share) => {
    for (const judge of ["helpful", "safe", "b"])
      expect(Math.abs(shareOf(judge, share) - share)).toBeLessThan(margin(share, units.length));
  });

  test("has nothing to do with which another judge sees, nor with the order of names", () => {
    const seen = units.filter((unit) => isSampled("helpful", unit, 0.3));
    expect(Math.abs(shareOf("safe", 0.3, seen) - 0.3)).toBeLessThan(margin(0.3, seen.length));
    const odd = units.filter((_, index) => index % 2 === 1);
    expect(Math.abs(shareOf("helpful", 0.3, odd) - 0.3)).toBeLessThan(margin(0.3, odd.length));
  });
});

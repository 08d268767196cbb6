import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { logDiscordantEvidence } from "./discordant-pairs.ts";

describe("the evidence of pairs that differ", () => {
  test("is one before the first, and a fair bet if half of them are lost, whatever came before", () => {
    expect(logDiscordantEvidence(0, 0)).toBeCloseTo(0, 12);
    fc.assert(
      fc.property(fc.nat(400), fc.nat(400), (lost, won) => {
        const now = logDiscordantEvidence(lost, won);
        const next = [logDiscordantEvidence(lost + 1, won), logDiscordantEvidence(lost, won + 1)];
        const mean = next.reduce((sum, one) => sum + 0.5 * Math.exp(one - now), 0);
        expect(mean).toBeCloseTo(1, 6);
      }),
    );
  });

  test("loses on the mean if fewer than half are lost", () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100), fc.double({ min: 0, max: 0.5, noNaN: true }), (lost, won, share) => {
        const now = logDiscordantEvidence(lost, won);
        const more = share * Math.exp(logDiscordantEvidence(lost + 1, won) - now);
        const less = (1 - share) * Math.exp(logDiscordantEvidence(lost, won + 1) - now);
        expect(more + less).toBeLessThanOrEqual(1 + 1e-6);
      }),
    );
  });

  test("acts on 70 lost of 100, and not on 55", () => {
    expect(logDiscordantEvidence(70, 30)).toBeGreaterThan(Math.log(20));
    expect(logDiscordantEvidence(55, 45)).toBeLessThan(Math.log(20));
  });
});

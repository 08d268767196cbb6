import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ArmBank } from "./arm-bank.ts";
import { DROPS, dropsAround, dropsOfShare, type Mixture } from "./mixture.ts";
import { randomOf } from "./seeded-random.ts";

const share = fc.double({ min: 1e-9, max: 1, noNaN: true });

/** Units of a stream until a drop acts at `threshold`, in the middle of many streams. */
function unitsToAct(mixture: Mixture, drop: number, threshold: number): number {
  const random = randomOf(11);
  const needed = Array.from({ length: 300 }, () => {
    const bank = new ArmBank(0, 1, () => mixture);
    for (let unit = 1; ; unit++) {
      const candidate = random() < 0.5;
      const value = random() < 0.8 - (candidate ? drop : 0) ? 1 : 0;
      bank.add({ arm: candidate ? "candidate" : "baseline", value, probability: 0.5 }, Int32Array.of(0), 1);
      if (bank.rollback(0) >= threshold) return unit;
    }
  });
  return needed.toSorted((a, b) => a - b)[150] ?? 0;
}

describe("what is bet on", () => {
  test("is eight rising drops that can happen, for all that is staked, in any part of the units", () => {
    fc.assert(
      fc.property(share, fc.double({ min: 1e-6, max: 1, noNaN: true }), (part, seen) => {
        for (const { drops, weights } of [dropsOfShare(part), dropsAround(seen)]) {
          expect([drops.length, weights.length]).toEqual([8, 8]);
          expect(drops.every((drop, j) => drop > 0 && drop <= 1 && drop >= (drops[j - 1] ?? 0))).toBe(true);
          expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
        }
      }),
    );
  });

  test("in all units is what one comparison bets on, and in fewer begins with larger drops", () => {
    dropsOfShare(1).drops.forEach((drop, j) => expect(drop).toBeCloseTo(DROPS.drops[j] ?? 0, 12));
    fc.assert(
      fc.property(share, share, (one, other) => {
        const [fewer, more] = one < other ? [one, other] : [other, one];
        expect(dropsOfShare(fewer).drops[0]).toBeGreaterThanOrEqual(dropsOfShare(more).drops[0] ?? 1);
      }),
    );
  });

  test("in a small part of the units finds what can be found there sooner", () => {
    const acts = 20 * 90;
    expect(unitsToAct(dropsOfShare(0.06), 0.12, acts)).toBeLessThan(0.96 * unitsToAct(DROPS, 0.12, acts));
  });

  test("around a drop that was seen confirms it sooner, also where it was seen too large", () => {
    for (const seen of [0.12, 0.18])
      expect(unitsToAct(dropsAround(seen), 0.12, 20)).toBeLessThan(0.85 * unitsToAct(DROPS, 0.12, 20));
  });
});

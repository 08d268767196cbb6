import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { meanOf, quantileOf, streams } from "../fixtures/streams.ts";
import { ArmComparison, type ArmObservation } from "./arm-comparison.ts";
import { unitsNeeded } from "./lower-bound.ts";

const OPTIONS = { harm: 0, margin: 0.03 };
const ACTS = Math.log(1 / 0.05);

interface Sketch {
  readonly baseline: number;
  readonly candidate: number;
  readonly share?: number;
  readonly options?: typeof OPTIONS;
  readonly most: number;
}

/** The unit at which each stream acts; Infinity where it does not by `most`. */
function unitsTo(kind: "logRollback" | "logPromotion", sketch: Sketch, count: number): readonly number[] {
  const { baseline, candidate, share = 0.5, options = OPTIONS, most } = sketch;
  return streams(count, (random) => {
    const comparison = new ArmComparison(options);
    for (let unit = 1; unit <= most; unit++) {
      const arm = random() < share ? "candidate" : "baseline";
      const value = random() < (arm === "candidate" ? candidate : baseline) ? 1 : 0;
      comparison.add({ arm, value, probability: arm === "candidate" ? share : 1 - share });
      if (comparison[kind] >= ACTS) return unit;
    }
    return Infinity;
  });
}
const acted = (units: readonly number[]): number => units.filter((unit) => unit < Infinity).length / units.length;

describe("a comparison of two arms", () => {
  test("finds three points of eighty within a quarter more units than any test needs", () => {
    const needed = unitsNeeded({ baseline: 0.8, candidate: 0.77, share: 0.5, drop: 0, alpha: 0.05 });
    const units = unitsTo("logRollback", { baseline: 0.8, candidate: 0.77, most: 100_000 }, 200);
    // 200 streams: the mean is known to about five in a hundred.
    expect(meanOf(units) / needed).toBeLessThan(1.25);
    expect(quantileOf(units, 0.9)).toBeLessThan(14_000);
  });

  test("acts on nothing in at most one of twenty streams, however often it is looked at", () => {
    for (const share of [0.5, 0.1]) {
      const units = unitsTo("logRollback", { baseline: 0.8, candidate: 0.8, share, most: 5_000 }, 200);
      expect(acted(units)).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 200));
    }
  });

  test("promotes what is as good within a tenth more units than any test needs, and hardly ever what is worse", () => {
    const options = { harm: 0.01, margin: 0.03 };
    const needed = unitsNeeded({ baseline: 0.8, candidate: 0.8, share: 0.5, drop: 0.03, alpha: 0.05 });
    const good = unitsTo("logPromotion", { baseline: 0.8, candidate: 0.8, options, most: 100_000 }, 200);
    expect(meanOf(good) / needed).toBeLessThan(1.2);
    const worse = unitsTo("logPromotion", { baseline: 0.8, candidate: 0.77, options, most: 5_000 }, 200);
    expect(acted(worse)).toBeLessThan(0.1);
  });

  test("does not promote a drop of the whole margin where hardly anything succeeds", () => {
    const units = unitsTo("logPromotion", { baseline: 0.04, candidate: 0.01, most: 5_000 }, 200);
    expect(acted(units)).toBeLessThan(0.1);
  });

  test("cares nothing for what both arms go through together, or for shares that change", () => {
    const units = streams(200, (random) => {
      const comparison = new ArmComparison(OPTIONS);
      for (let unit = 1; unit <= 6_000; unit++) {
        const share = unit < 2_000 ? 0.01 : unit < 5_000 ? 0.1 : 0.5;
        const base = 0.7 + 0.25 * Math.sin(unit / 400);
        const arm = random() < share ? "candidate" : "baseline";
        comparison.add({ arm, value: random() < base ? 1 : 0, probability: arm === "candidate" ? share : 1 - share });
        if (comparison.logRollback >= ACTS) return unit;
      }
      return Infinity;
    });
    expect(acted(units)).toBeLessThan(0.1);
  });

  const observation: fc.Arbitrary<ArmObservation> = fc.record(
    {
      arm: fc.constantFrom("baseline", "candidate"),
      value: fc.double({ min: 0, max: 1, noNaN: true }),
      probability: fc.double({ min: 0, max: 1, noNaN: true }),
      forecast: fc.double({ min: 0, max: 1, noNaN: true }),
    },
    { requiredKeys: ["arm", "value", "probability"] },
  );
  const options = fc
    .tuple(fc.double({ min: 0.005, max: 0.2, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([margin, part]) => ({ margin, harm: margin * part * 0.9 }));

  test("never loses more than half of a stake on one unit, and its evidence is always a number", () => {
    fc.assert(
      fc.property(options, fc.array(observation, { maxLength: 60 }), (chosen, some) => {
        const comparison = new ArmComparison(chosen);
        for (const one of some) {
          const [back, forth] = [comparison.logRollback, comparison.logPromotion];
          comparison.add(one);
          for (const [was, is] of [
            [back, comparison.logRollback],
            [forth, comparison.logPromotion],
          ] as const) {
            expect(Number.isFinite(is)).toBe(true);
            expect(is - was).toBeGreaterThanOrEqual(Math.log(0.5) - 1e-9);
          }
        }
      }),
    );
  });

  test("is a fair bet for a drop that its null allows, whatever came before", () => {
    const share = fc.double({ min: 0.05, max: 0.95, noNaN: true });
    const past = fc.array(observation, { maxLength: 20 });
    fc.assert(
      fc.property(options, past, share, fc.double({ min: 0.3, max: 0.9, noNaN: true }), (chosen, some, pb, base) => {
        const before = new ArmComparison(chosen);
        for (const one of some) before.add(one);
        /** The mean evidence behind the next unit over what its evidence is now, for a drop. */
        const growth = (kind: "logRollback" | "logPromotion", drop: number): number => {
          let mean = 0;
          for (const arm of ["baseline", "candidate"] as const) {
            const probability = arm === "candidate" ? pb : 1 - pb;
            const success = arm === "candidate" ? base - drop : base;
            for (const value of [0, 1] as const) {
              const after = new ArmComparison(chosen, before.state());
              after.add({ arm, value, probability });
              mean += probability * (value === 1 ? success : 1 - success) * Math.exp(after[kind] - before[kind]);
            }
          }
          return mean;
        };
        expect(growth("logRollback", chosen.harm)).toBeLessThanOrEqual(1 + 1e-9);
        expect(growth("logRollback", 0)).toBeLessThanOrEqual(1 + 1e-9);
        expect(growth("logPromotion", chosen.margin)).toBeLessThanOrEqual(1 + 1e-9);
        expect(growth("logPromotion", chosen.margin + 0.05)).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  test("goes on from its state as if it had never stopped", () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 30 }), fc.nat(30), (some, cut) => {
        const whole = new ArmComparison(OPTIONS);
        for (const one of some) whole.add(one);
        const first = new ArmComparison(OPTIONS);
        for (const one of some.slice(0, cut)) first.add(one);
        const second = new ArmComparison(OPTIONS, JSON.parse(JSON.stringify(first.state())));
        for (const one of some.slice(cut)) second.add(one);
        expect(second.state()).toEqual(whole.state());
        expect(second.logRollback).toBe(whole.logRollback);
      }),
    );
  });

  test("takes no unit that could only be in one arm, and no value that is none", () => {
    const comparison = new ArmComparison(OPTIONS);
    comparison.add({ arm: "candidate", value: 0, probability: 1 });
    expect([comparison.logRollback, comparison.drop]).toEqual([new ArmComparison(OPTIONS).logRollback, undefined]);
    for (const value of [-0.1, 1.1, Number.NaN])
      expect(() => comparison.add({ arm: "baseline", value, probability: 0.5 })).toThrow(RangeError);
  });
});

describe("what any test needs", () => {
  test.each([
    [0.5, 4_491],
    [0.25, 5_937],
    [0.1, 12_304],
    [0.01, 111_498],
  ])("to tell .77 from .80 at a share of %d are %d units", (share, units) => {
    const needed = unitsNeeded({ baseline: 0.8, candidate: 0.77, share, drop: 0, alpha: 0.05 });
    expect(Math.round(needed)).toBe(units);
  });

  test("to rule out three points where there is no drop are 4,264 units", () => {
    const needed = unitsNeeded({ baseline: 0.8, candidate: 0.8, share: 0.5, drop: 0.03, alpha: 0.05 });
    expect(Math.round(needed)).toBe(4_264);
  });
});

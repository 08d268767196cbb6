import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { meanOf, streams } from "../fixtures/streams.ts";
import { ChangeDetector, wilsonLowerBound } from "./change-detector.ts";

/** Units from the change to the alarm; NaN where one came before. */
function delays(count: number, before: number, drop: number): readonly number[] {
  return streams(count, (random) => {
    const detector = new ChangeDetector({ mean: 0.8, runLength: 100_000 });
    for (let unit = 0; unit < before; unit++) if (detector.add(random() < 0.8 ? 1 : 0)) return Number.NaN;
    for (let unit = 1; ; unit++) if (detector.add(random() < 0.8 - drop ? 1 : 0)) return unit;
  }).filter((delay) => !Number.isNaN(delay));
}

describe("a detector of change", () => {
  test("finds a drop that is there from the start, and one that comes later, nearly as soon as one that knows its size", () => {
    // CUSUM that knows the drop: 1,702 and 1,547 units for three points, 242 and 226 for ten.
    expect(meanOf(delays(300, 0, 0.03))).toBeLessThan(1_702 * 1.2);
    expect(meanOf(delays(300, 3_000, 0.03))).toBeLessThan(1_702 * 1.2);
    expect(meanOf(delays(300, 0, 0.1))).toBeLessThan(242 * 1.2);
    expect(meanOf(delays(300, 3_000, 0.1))).toBeLessThan(242 * 1.2);
  });

  test("raises false alarms no more often than once in its run length", () => {
    const runLength = 2_000;
    const runs = streams(300, (random) => {
      const detector = new ChangeDetector({ mean: 0.8, runLength });
      for (let unit = 1; ; unit++) if (detector.add(random() < 0.8 ? 1 : 0)) return unit;
    });
    expect(meanOf(runs)).toBeGreaterThan(runLength);
  });

  test("goes on from its state as if it had never stopped, and takes no value that is none", () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 });
    fc.assert(
      fc.property(values, fc.nat(40), (some, cut) => {
        const options = { mean: 0.7, variance: 0.1, runLength: 1_000 };
        const whole = new ChangeDetector(options);
        for (const one of some) whole.add(one);
        const first = new ChangeDetector(options);
        for (const one of some.slice(0, cut)) first.add(one);
        const second = new ChangeDetector(options, first.state());
        for (const one of some.slice(cut)) second.add(one);
        expect(second.state()).toEqual(whole.state());
        for (const evidence of whole.state()) expect(evidence).toBeGreaterThanOrEqual(0);
      }),
    );
    expect(() => new ChangeDetector({ mean: 0.7, runLength: 9 }).add(2)).toThrow(RangeError);
  });
});

describe("the lower bound of a learnt mean", () => {
  test("is below the mean, the further the less was seen", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 10_000 }), (mean, count) => {
        const bound = wilsonLowerBound(mean, count);
        expect(bound).toBeGreaterThanOrEqual(0);
        expect(bound).toBeLessThanOrEqual(mean + 1e-12);
        expect(wilsonLowerBound(mean, count * 10)).toBeGreaterThanOrEqual(bound - 1e-12);
      }),
    );
    // Nothing was seen: nothing is known.
    expect(wilsonLowerBound(0.9, 0)).toBe(0);
  });

  test("holds for nineteen of twenty learnt means", () => {
    const misses = streams(1_000, (random) => {
      const count = 200;
      let sum = 0;
      for (let index = 0; index < count; index++) sum += random() < 0.8 ? 1 : 0;
      return wilsonLowerBound(sum / count, count) > 0.8 ? 1 : 0;
    });
    expect(meanOf(misses)).toBeLessThan(0.075);
  });
});

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { meanOf, quantileOf, streams } from "../fixtures/streams.ts";
import { ChangeDetector } from "./change-detector.ts";
import { DetectorBank } from "./detector-bank.ts";

const WATCH = { mean: 0.8, variance: 0.16, runLength: 5_000 };
const FIRST = Int32Array.of(0);

describe("a bank of detectors", () => {
  test("raises the alarm at the value at which a detector alone does", () => {
    const value = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 200 }), (values) => {
        const bank = new DetectorBank(1);
        bank.start(0, { ...WATCH, runLength: 50 });
        const alone = new ChangeDetector({ ...WATCH, runLength: 50 });
        values.forEach((one, index) => expect(bank.add(one, 0, index + 1, FIRST, 1)).toBe(alone.add(one)));
      }),
    );
  });

  test("dates a change to about when it was, and tells about the mean since", () => {
    const found = streams(80, (random) => {
      const bank = new DetectorBank(1);
      bank.start(0, WATCH);
      for (let unit = 1; unit < 40_000; unit++)
        if (bank.add(random() < (unit <= 2_000 ? 0.82 : 0.72) ? 1 : 0, 0, unit, FIRST, 1)) return bank.change(0);
      throw new Error("no alarm");
    });
    expect(
      Math.abs(
        quantileOf(
          found.map(({ place }) => place),
          0.5,
        ) - 2_000,
      ),
    ).toBeLessThan(60);
    const means = found.map(({ mean }) => mean);
    // Alarms come when what was drawn was low: the mean since is lower than what is to come.
    expect(Math.abs(quantileOf(means, 0.5) - 0.72)).toBeLessThan(0.1);
  });

  test("holds each value against what was expected of it: a swing that is known is no change", () => {
    const alarms = streams(40, (random) => {
      const bank = new DetectorBank(1);
      bank.start(0, WATCH);
      for (let unit = 1; unit <= 3_000; unit++) {
        const swing = 0.1 * Math.sin(unit / 200);
        if (bank.add(random() < 0.81 + swing ? 1 : 0, swing, unit, FIRST, 1)) return 1;
      }
      return 0;
    });
    expect(meanOf(alarms)).toBeLessThan(0.4);
  });

  test("says nothing of a stream that is not watched, or not any more", () => {
    const bank = new DetectorBank(2);
    for (let unit = 1; unit < 500; unit++) expect(bank.add(0, 0, unit, FIRST, 1)).toBe(false);
    bank.start(0, WATCH);
    bank.stop(0);
    for (let unit = 1; unit < 500; unit++) expect(bank.add(0, 0, unit, FIRST, 1)).toBe(false);
    expect(bank.evidence(0)).toBe(0);
  });
});

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { streams } from "../fixtures/streams.ts";
import { SampleRatio } from "./sample-ratio.ts";

describe("a test of the arms' sizes", () => {
  test("is a fair bet on every assignment that is as claimed", () => {
    const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), share), { maxLength: 30 }), share, (past, next) => {
        const before = new SampleRatio();
        for (const [candidate, claimed] of past) before.add(candidate, claimed);
        const after = (candidate: boolean): number => {
          const test = new SampleRatio(before.state());
          test.add(candidate, next);
          return test.evidence;
        };
        const mean = next * after(true) + (1 - next) * after(false);
        expect(mean / before.evidence).toBeCloseTo(1, 9);
      }),
    );
  });

  test("sees that a tenth of the candidate's units are missing within twenty thousand units, and nothing where none are", () => {
    const fired = (lost: number): number =>
      streams(100, (random) => {
        const test = new SampleRatio();
        for (let unit = 0; unit < 20_000; unit++) {
          const candidate = random() < 0.5;
          if (candidate && random() < lost) continue;
          test.add(candidate, 0.5);
          if (test.evidence >= 1_000) return 1;
        }
        return 0;
      }).reduce<number>((sum, one) => sum + one, 0);
    expect(fired(0.1)).toBeGreaterThan(90);
    expect(fired(0)).toBe(0);
  });

  test("cares nothing for assignments that were certain", () => {
    const test = new SampleRatio();
    for (const share of [0, 1, Number.NaN]) test.add(true, share);
    expect(test.evidence).toBe(1);
  });
});

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ArmBank, BANK_SLOTS } from "./arm-bank.ts";
import { ArmComparison, type ArmObservation } from "./arm-comparison.ts";
import { randomOf } from "./seeded-random.ts";

const observation: fc.Arbitrary<ArmObservation> = fc.record({
  arm: fc.constantFrom("baseline", "candidate"),
  value: fc.double({ min: 0, max: 1, noNaN: true }),
  probability: fc.double({ min: 0, max: 1, noNaN: true }),
});

describe("a bank of comparisons", () => {
  test("finds in each stream what a comparison of its units alone finds", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(observation, fc.nat(2)), { maxLength: 60 }), (units) => {
        const bank = new ArmBank(0.01, 3);
        const alone = Array.from({ length: 3 }, () => new ArmComparison({ harm: 0.01, margin: 0.03 }));
        for (const [one, stream] of units) {
          bank.add(one, Int32Array.of(stream), 1);
          alone[stream]?.add(one);
        }
        alone.forEach(({ rollback }, stream) =>
          expect(Math.abs(bank.rollback(stream) / rollback - 1)).toBeLessThan(1e-9),
        );
      }),
    );
  });

  test("keeps ten thousand streams in less than ten megabytes, and goes on from its state", () => {
    const bank = new ArmBank(0, 10_000);
    const state = bank.state();
    expect(state.byteLength).toBeLessThan(10e6);
    expect(BANK_SLOTS * 8).toBeLessThan(300);
    const one = { arm: "candidate", value: 0.2, probability: 0.4 } as const;
    bank.add(one, Int32Array.of(9_999), 1);
    const again = new ArmBank(0, 10_000, undefined, state);
    again.add(one, Int32Array.of(9_999), 1);
    expect(again.state()).toEqual(bank.state());
    bank.restart(9_999);
    expect(bank.state()).toEqual(state);
  });

  test("estimates the drop through a ramp while everything drifts, where plain means would see one", () => {
    const random = randomOf(3);
    const bank = new ArmBank(0, 1);
    const sums = { baseline: [0, 0], candidate: [0, 0] };
    for (let unit = 0; unit < 60_000; unit++) {
      const share = 0.05 + (0.9 * unit) / 60_000;
      const arm = random() < share ? "candidate" : "baseline";
      const value = random() < 0.9 - (0.4 * unit) / 60_000 ? 1 : 0;
      bank.add({ arm, value, probability: arm === "candidate" ? share : 1 - share }, Int32Array.of(0), 1);
      sums[arm][0] = (sums[arm][0] ?? 0) + value;
      sums[arm][1] = (sums[arm][1] ?? 0) + 1;
    }
    const plain =
      (sums.baseline[0] ?? 0) / (sums.baseline[1] ?? 1) - (sums.candidate[0] ?? 0) / (sums.candidate[1] ?? 1);
    expect(plain).toBeGreaterThan(0.1);
    expect(Math.abs(bank.figures(0).drop ?? 1)).toBeLessThan(0.02);
  });
});

import { describe, expect, test } from "bun:test";
import { randomOf } from "../statistics/seeded-random.ts";
import { planComparison, planGate, planMonitor } from "./plan.ts";

const randoms = (stream: number) => randomOf(stream * 31 + 5);

describe("a plan", () => {
  test("of a comparison is near to the bound, with half below the mean and nine of ten at about two and a half bounds", () => {
    const { fail, pass } = planComparison(
      { base: 0.8, drop: 0.03, margin: 0.03, harm: 0, alpha: 0.05, share: 0.5 },
      randoms,
    );
    expect([fail.bound, pass.bound]).toEqual([4_492, 4_265]);
    for (const one of [fail, pass]) {
      expect(one.mean / one.bound).toBeLessThan(1.35);
      expect(one.median).toBeLessThan(one.mean);
      expect(one.p90 / one.bound).toBeGreaterThan(1.9);
      expect(one.p90 / one.bound).toBeLessThan(3);
    }
  });

  test("takes longer the smaller the candidate's share is", () => {
    const bound = (share: number): number =>
      planComparison({ base: 0.8, drop: 0.1, margin: 0.1, harm: 0, alpha: 0.05, share }, randoms).fail.mean;
    expect(bound(0.05)).toBeGreaterThan(3 * bound(0.5));
  });

  test("of a gate needs a fraction of the pairs that two arms would, and of a monitor less with more baseline", () => {
    const gate = planGate({ discordance: 0.1, drop: 0.03, harm: 0, margin: 0.03, alpha: 0.05 }, randoms);
    expect(gate.bound).toBe(656);
    expect(gate.mean / gate.bound).toBeLessThan(1.35);
    const mean = (baselineUnits: number): number =>
      planMonitor({ base: 0.8, drop: 0.03, runLength: 1e5, baselineUnits }, randoms).mean;
    expect(mean(200_000)).toBeLessThan(0.6 * mean(5_000));
  });
});

import { describe, expect, test } from "bun:test";
import { meanOf, streams } from "../fixtures/streams.ts";
import { StagedComparison } from "./staged-comparison.ts";

const OPTIONS = { harm: 0, margin: 0.03 };

/** Units from a drop that begins with the second stage to the rollback. */
function delays(stages: number, count: number): readonly number[] {
  return streams(count, (random) => {
    const comparison = new StagedComparison(OPTIONS, stages);
    for (let unit = 1; unit <= 60_000; unit++) {
      const late = unit > 10_000;
      if (unit === 10_001) comparison.nextStage();
      const arm = random() < 0.5 ? "candidate" : "baseline";
      const value = random() < (late && arm === "candidate" ? 0.77 : 0.8) ? 1 : 0;
      comparison.add({ arm, value, probability: 0.5 });
      if (late && comparison.rollback >= 20) return unit - 10_000;
    }
    return 50_000;
  });
}

describe("a comparison in stages", () => {
  test("finds a drop that begins with a late stage much sooner than one process alone", () => {
    expect(meanOf(delays(2, 60))).toBeLessThan(0.75 * meanOf(delays(1, 60)));
  });

  test("is worth one before anything was seen, however many stages wait, and begins no more than were planned", () => {
    for (const stages of [1, 2, 5]) {
      const comparison = new StagedComparison(OPTIONS, stages);
      expect(comparison.rollback).toBeCloseTo(1, 12);
      for (let more = 0; more < 9; more++) comparison.nextStage();
      expect(comparison.rollback).toBeCloseTo(1, 12);
      expect(comparison.state().length).toBe(stages);
    }
  });

  test("goes on from its state as if it had never stopped", () => {
    const whole = new StagedComparison(OPTIONS, 3);
    const one = { arm: "candidate", value: 0.3, probability: 0.5 } as const;
    whole.add(one);
    whole.nextStage();
    const again = new StagedComparison(OPTIONS, 3, JSON.parse(JSON.stringify(whole.state())));
    for (const each of [whole, again]) each.add({ ...one, arm: "baseline" });
    expect(again.state()).toEqual(whole.state());
    expect(again.rollback).toBe(whole.rollback);
  });
});

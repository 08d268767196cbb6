import { ArmComparison } from "../../../../server/src/quality/statistics/arm-comparison.ts";
import type { Random } from "../random.ts";

/** Labels that come later than what they label, and bad ones sooner of the candidate: complaints. */
export interface DelayedCase {
  readonly base: number;
  readonly drop: number;
  /** Units until a label comes, on the mean; and until the candidate's does where it is bad. */
  readonly wait: number;
  readonly complaint: number;
  /** Whether a unit enters when its label comes, or at `window` units after its assignment, when nearly all have come. */
  readonly enters: "when-labelled" | "at-the-window";
  readonly window: number;
  readonly share: number;
  readonly alpha: number;
  readonly most: number;
}

interface Labelled {
  readonly arm: "baseline" | "candidate";
  readonly value: number;
  readonly probability: number;
}

/** @returns the unit whose assignment was the last one when a rollback acts; Infinity where none does. */
export function simulateDelayed(one: DelayedCase, random: Random): readonly [number] {
  const comparison = new ArmComparison({ harm: 0, margin: 0.03 });
  const acts = Math.log(1 / one.alpha);
  const due = new Map<number, Labelled[]>();
  for (let unit = 1; unit <= one.most; unit++) {
    const candidate = random() < one.share;
    const value = random() < one.base - (candidate ? one.drop : 0) ? 1 : 0;
    const wait = 1 - Math.log(1 - random()) * (candidate && value === 0 ? one.complaint : one.wait);
    // A label that does not come in time is missing: the share of those is a signal of its own.
    const at = unit + Math.ceil(one.enters === "at-the-window" ? one.window : wait);
    const labelled: Labelled = {
      arm: candidate ? "candidate" : "baseline",
      value,
      probability: candidate ? one.share : 1 - one.share,
    };
    if (one.enters === "when-labelled" || wait <= one.window) due.set(at, [...(due.get(at) ?? []), labelled]);
    for (const ripe of due.get(unit) ?? []) comparison.add(ripe);
    due.delete(unit);
    if (comparison.logRollback >= acts) return [unit];
  }
  return [Infinity];
}

import { ChangeDetector, wilsonLowerBound } from "../../../../server/src/quality/statistics/change-detector.ts";
import type { Random } from "../random.ts";
import { drawValue, meanAt, type Traffic } from "../traffic.ts";

/** A detector of a change until its alarm; the traffic's candidate is the whole stream. */
export interface ChangeCase extends Traffic {
  readonly runLength: number;
  /** Units from which the baseline is learnt; where it is left out the mean is known. */
  readonly learnt?: number;
  readonly most: number;
}

/** @returns units from the beginning of the drop to the alarm; NaN where it came before, Infinity where none came. */
export function simulateChange(one: ChangeCase, random: Random): readonly [number] {
  const detector = new ChangeDetector({ mean: baselineOf(one, random), runLength: one.runLength });
  const from = one.from ?? 0;
  for (let unit = 1; unit <= one.most; unit++) {
    if (detector.add(drawValue(one.values, meanAt(one, unit, true), random)))
      return [unit > from ? unit - from : Number.NaN];
  }
  return [Infinity];
}

function baselineOf(one: ChangeCase, random: Random): number {
  if (one.learnt === undefined) return one.base;
  let sum = 0;
  for (let unit = 0; unit < one.learnt; unit++) sum += drawValue(one.values, one.base, random);
  return wilsonLowerBound(sum / one.learnt, one.learnt);
}

import { cusumThreshold, knownCusum } from "../peers/cusum.ts";
import type { Random } from "../random.ts";

/** CUSUM that knows the drop, until its alarm. */
export interface CusumCase {
  readonly before: number;
  readonly after: number;
  readonly runLength: number;
  /** Units before the drop begins. */
  readonly from: number;
  readonly most: number;
}

const thresholds = new Map<string, number>();

/** @returns as a detector of ours does: units to the alarm, NaN where it came before, Infinity where none came. */
export function simulateCusum({ before, after, runLength, from, most }: CusumCase, random: Random): readonly [number] {
  const key = [before, after, runLength].join(" ");
  const threshold = thresholds.get(key) ?? cusumThreshold({ before, after }, runLength);
  thresholds.set(key, threshold);
  const watch = knownCusum({ before, after }, threshold).start();
  for (let unit = 1; unit <= most; unit++) {
    const value = random() < (unit > from ? after : before) ? 1 : 0;
    if (watch.add(value) >= threshold) return [unit > from ? unit - from : Number.NaN];
  }
  return [Infinity];
}

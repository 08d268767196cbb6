import { armPeers, changePeers } from "../peers/peers.ts";
import type { Random } from "../random.ts";
import { type Traffic, unitsOf } from "../traffic.ts";

/** Every method on the same stream. */
export interface PeersCase extends Traffic {
  readonly setting: "arms" | "change";
  /** The drop that the method knows which is told it. */
  readonly told: number;
  readonly most: number;
  /** The statistics at which each method alarms, from low to high; where they are left out the largest is looked for. */
  readonly thresholds?: readonly (readonly number[])[];
}

/**
 * @returns without thresholds the largest statistic of each method; with them, method by method, the units
 * from the beginning of the drop to each threshold: Infinity where it was not reached, NaN where before.
 */
export function simulatePeers(one: PeersCase, random: Random): readonly number[] {
  const watches = watchesOf(one);
  const largest = watches.map(() => -Infinity);
  const found = watches.map((_, at) => (one.thresholds?.[at] ?? []).map(() => Infinity));
  const from = one.from ?? 0;
  /** How many of its thresholds each method has reached. */
  const reached = watches.map(() => 0);
  let open = one.thresholds === undefined ? Infinity : watches.length;
  const next = unitsOf(one, random);
  for (let unit = 1; unit <= one.most && open > 0; unit++) {
    const { candidate, value } = next();
    for (let at = 0; at < watches.length; at++) {
      const mine = found[at]!;
      if (one.thresholds !== undefined && reached[at]! >= mine.length) continue;
      const statistic = watches[at]!(candidate, value);
      if (statistic > largest[at]!) largest[at] = statistic;
      while (reached[at]! < mine.length && statistic >= one.thresholds![at]![reached[at]!]!) {
        mine[reached[at]!] = unit > from ? unit - from : Number.NaN;
        reached[at]!++;
        if (reached[at] === mine.length) open--;
      }
    }
  }
  return one.thresholds === undefined ? largest : found.flat();
}

function watchesOf(one: PeersCase): readonly ((candidate: boolean, value: number) => number)[] {
  if (one.setting === "arms") {
    return armPeers(one.share, one.base).map((method) => {
      const watch = method.start();
      return (candidate, value) => watch.add(candidate, value);
    });
  }
  return changePeers(one.base, one.base - one.told).map((method) => {
    const watch = method.start();
    return (_candidate, value) => watch.add(value);
  });
}

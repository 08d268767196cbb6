import quantile from "@stdlib/stats-base-dists-normal-quantile";
import { wilsonLowerBound } from "./change-detector.ts";

/** Values in [0,1] as they were learnt. */
export interface Learnt {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
}

/** Even values that never varied may: as much as half a point. */
const LEAST_VARIANCE = 0.005 ** 2;

/** Gathers values one by one (Welford 1962). */
export class Moments implements Learnt {
  count = 0;
  mean = 0;
  #squares = 0;

  /** Takes one more value. */
  add(value: number): void {
    this.count++;
    const delta = value - this.mean;
    this.mean += delta / this.count;
    this.#squares += delta * (value - this.mean);
  }

  /** Of the values, not of their mean; never nothing, as that of a few equal values says little. */
  get variance(): number {
    const prior = LEAST_VARIANCE;
    return this.count < 2 ? 0.25 : Math.max(LEAST_VARIANCE, (this.#squares + prior) / (this.count - 1));
  }
}

/**
 * A bound that a learnt mean is not below, but with probability `alpha`: Wilson's, for values that vary more or
 * less than shares do as if there were so many fewer or more of them, and wider for few of them (the quantile
 * is Student's, by Cornish and Fisher's first term).
 */
export function learntLowerBound(learnt: Learnt, alpha: number): number {
  if (learnt.count < 2) return 0;
  const { count, mean, variance } = withUnseen(learnt);
  const z = quantile(1 - alpha, 0, 1);
  const student = z * (1 + (z * z + 1) / (4 * (count - 1)));
  const spread = mean * (1 - mean);
  // At the edges Wilson's own variance is the better guess.
  if (spread < LEAST_VARIANCE) return wilsonLowerBound(mean, count, student);
  return wilsonLowerBound(mean, (count * spread) / variance, student);
}

/** A unit at its worst that is taken to have been missed: what is rare may not have been drawn yet. */
const UNSEEN = 1;

/**
 * As if one more unit had been seen, at its worst. A few values that hardly vary say nothing of the one in thirty
 * that is nothing at all, and a bound that goes by their variance alone lies above the mean more often than it says.
 */
function withUnseen({ count, mean, variance }: Learnt): Learnt {
  const all = count + UNSEEN;
  const lower = (count * mean) / all;
  const squares = (count - 1) * variance + count * (mean - lower) ** 2 + UNSEEN * lower ** 2;
  return { count: all, mean: lower, variance: squares / (all - 1) };
}

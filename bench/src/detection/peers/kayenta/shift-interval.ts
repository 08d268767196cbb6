import quantile from "@stdlib/stats-base-dists-normal-quantile";
import { brentZero } from "./brent.ts";
import { rankSumZ } from "./rank-sum.ts";

/** By how much one sample lies above another: Hodges and Lehmann's estimate (1963) and its interval. */
export interface Shift {
  readonly lower: number;
  readonly upper: number;
  readonly estimate: number;
}

/** R's `uniroot` as `wilcox.test` calls it: results depend on it where values are finer than it. */
const TOLERANCE = 1e-4;

/**
 * The shifts for which the rank sum would be no surprise, by R's algorithm for large samples
 * (`wilcox.test(exact = FALSE, correct = TRUE, conf.int = TRUE)`): the roots of the standardised rank
 * sum at the quantiles of the confidence and, for the estimate, at zero.
 *
 * @param experiment sorted, as is `control`.
 */
export function shiftInterval(experiment: Float64Array, control: Float64Array, confidence: number): Shift {
  const z = quantile((1 - confidence) / 2, 0, 1);
  const [least, most] = shiftRange(experiment, control);
  const root = (at: number): number => {
    const missing = (shift: number): number => rankSumZ(experiment, control, shift) - at;
    if (missing(least) <= 0) return least;
    if (missing(most) >= 0) return most;
    return brentZero(missing, least, most, TOLERANCE);
  };
  return { lower: root(-z), upper: root(z), estimate: shiftEstimate(experiment, control) };
}

/** The shift at which the rank sum is what it would be without a difference. */
export function shiftEstimate(experiment: Float64Array, control: Float64Array): number {
  const [least, most] = shiftRange(experiment, control);
  return brentZero((shift) => rankSumZ(experiment, control, shift), least, most, TOLERANCE);
}

/** At the first no value of the moved experiment is below any of the control, at the second none is above one. */
export function shiftRange(experiment: Float64Array, control: Float64Array): readonly [number, number] {
  return [experiment[0]! - control.at(-1)!, experiment.at(-1)! - control[0]!];
}

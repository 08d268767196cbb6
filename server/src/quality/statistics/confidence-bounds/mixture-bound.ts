import { signChange } from "./bisect.ts";

/**
 * The logarithm of a mixture supermartingale: how much evidence a sum `s` of deviations with the
 * variance process `v` is that their mean is above zero. It starts at 0 (no evidence) with s = v = 0.
 */
export type LogMixture = (s: number, v: number) => number;

/** For which variance, and at which level, a mixture is to be tightest. */
export interface Tuning {
  readonly variance: number;
  readonly alpha: number;
}

const DOUBLINGS = 50;

/**
 * The sum that a mixture takes for enough: with a probability of at most `alpha` the sum ever
 * crosses it, however often it is looked at (Ville 1939; Howard, Ramdas, McAuliffe and Sekhon 2021,
 * "Time-uniform, nonparametric, nonasymptotic confidence sequences").
 *
 * @param most the largest sum there can be at this variance; without it, doubling finds one that is enough.
 * @throws {RangeError} where no sum is enough.
 */
export function mixtureBound(mixture: LogMixture, v: number, alpha: number, most?: number): number {
  const missing = (s: number): number => mixture(s, v) - Math.log(1 / alpha);
  if (most !== undefined) return missing(most) < 0 ? most : signChange(missing, 0, most, true);
  let enough = v;
  for (let step = 0; step < DOUBLINGS; step++) {
    if (missing(enough) > 0) return signChange(missing, 0, enough, true);
    enough *= 2;
  }
  throw new RangeError(`no sum is evidence enough at a variance of ${v}`);
}

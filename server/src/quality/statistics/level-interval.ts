import quantile from "@stdlib/stats-base-dists-normal-quantile";
import { asymptoticHalfWidth } from "./asymptotic-sequence.ts";
import { wilsonLowerBound } from "./change-detector.ts";

/** Values in [0,1] as they were seen since something changed. */
export interface SeenLevel {
  readonly count: number;
  readonly mean: number;
  /** Of the values. */
  readonly variance: number;
}

/**
 * An interval for the mean of values in [0,1] that were seen since a change: by their own spread, at every count at
 * once. It is never narrower than what so many values can tell: Wilson's interval of a share (1927), or the
 * empirical Bernstein bound (Maurer and Pontil 2009) where that is closer, as it is for many values that vary little.
 *
 * @param alpha probability that the mean lies outside, as an asymptotic sequence has it.
 */
export function levelInterval(
  { count, mean, variance }: SeenLevel,
  alpha: number,
): readonly [low: number, high: number] {
  if (count < 2) return [0, 1];
  const spread = asymptoticHalfWidth(count, variance, alpha, Math.max(10, count));
  const share = clipped(mean);
  const z = quantile(1 - alpha / 2, 0, 1);
  const log = Math.log(4 / alpha);
  const bernstein = Math.sqrt((2 * variance * log) / count) + (7 * log) / (3 * (count - 1));
  const low = Math.max(wilsonLowerBound(share, count, z), mean - bernstein);
  const high = Math.min(1 - wilsonLowerBound(1 - share, count, z), mean + bernstein);
  return [clipped(Math.min(mean - spread, low)), clipped(Math.max(mean + spread, high))];
}

function clipped(value: number): number {
  return Math.min(1, Math.max(0, value));
}

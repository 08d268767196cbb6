import { leastOf } from "./least-of.ts";

/** A comparison of two shares, as it is planned. */
export interface SharesCase {
  /** Shares of success of the arms. */
  readonly baseline: number;
  readonly candidate: number;
  /** Probability of the candidate. */
  readonly share: number;
  /** The drop that is not told from none: evidence is against "at most this", or "at least this". */
  readonly drop: number;
  readonly alpha: number;
}

/**
 * Units, in both arms together, that any valid sequential test needs on the mean to tell two shares
 * from the nearest pair whose drop is `drop`: ln(1/alpha) over the smallest information a unit gives
 * (Wald 1945; Farrell 1964), which is
 * `min over c of (1 - share) KL(baseline, c) + share KL(candidate, c - drop)`.
 */
export function unitsNeeded({ baseline, candidate, share, drop, alpha }: SharesCase): number {
  const information = (c: number): number =>
    (1 - share) * divergence(baseline, c) + share * divergence(candidate, c - drop);
  return Math.log(1 / alpha) / leastOf(information, Math.max(0, drop), Math.min(1, 1 + drop)).value;
}

/** Kullback-Leibler divergence of two shares, in nats. */
export function divergence(p: number, q: number): number {
  const part = (a: number, b: number): number => (a === 0 ? 0 : b <= 0 ? Infinity : a * Math.log(a / b));
  return part(p, q) + part(1 - p, 1 - q);
}

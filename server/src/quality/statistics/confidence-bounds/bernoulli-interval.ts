import { betaBinomialMixture } from "./beta-binomial-mixture.ts";
import { signChange } from "./bisect.ts";

/** An interval of shares. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * The shares that so many successes of so many trials leave possible, with an error of at most
 * `alpha` however often it is looked at: those against which the two-sided beta-binomial mixture
 * has less evidence than 1/alpha (Howard et al. 2021, section 4.2).
 *
 * @param tuned the number of trials for which it is tightest.
 */
export function bernoulliInterval(
  successes: number,
  trials: number,
  alpha: number,
  tuned: number,
  tunedAlpha = 0.05,
): Interval {
  const seen = successes / trials;
  const against = (p: number): number => {
    const tuning = { variance: p * (1 - p) * tuned, alpha: tunedAlpha };
    const mixture = betaBinomialMixture(tuning, { g: p, h: 1 - p }, "two-sided");
    return mixture((seen - p) * trials, p * (1 - p) * trials) - Math.log(1 / alpha);
  };
  return {
    lower: seen > 0 ? signChange(against, 0, seen, false) : 0,
    upper: seen < 1 ? signChange(against, seen, 1, true) : 1,
  };
}

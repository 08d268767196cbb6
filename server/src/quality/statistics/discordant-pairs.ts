import betainc from "@stdlib/math-base-special-betainc";
import gammaln from "@stdlib/math-base-special-gammaln";

/** A flat prior over how often a discordant pair is lost: half a loss and half a win. */
const PRIOR = 0.5;

/**
 * The exact sequential form of McNemar's test for binary outcomes and a margin of 0: of pairs whose outcomes
 * differ, more than half are lost. A mixture over shares above one half (a beta prior, cut there) of the
 * likelihood ratio to one half; pairs that agree say nothing, and are not counted.
 *
 * @param lost pairs that baseline won; `won` those that the candidate won.
 * @returns the logarithm of an e-value against "at most half are lost", after every pair.
 */
export function logDiscordantEvidence(lost: number, won: number): number {
  const [a, b] = [lost + PRIOR, won + PRIOR];
  // The share of the posterior above one half; that of the prior is one half.
  const above = betainc(0.5, b, a);
  return Math.LN2 * (lost + won + 1) + logBeta(a, b) - logBeta(PRIOR, PRIOR) + Math.log(above);
}

function logBeta(a: number, b: number): number {
  return gammaln(a) + gammaln(b) - gammaln(a + b);
}

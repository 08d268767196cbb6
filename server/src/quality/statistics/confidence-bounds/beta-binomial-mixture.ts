import betainc from "@stdlib/math-base-special-betainc";
import gammaln from "@stdlib/math-base-special-gammaln";
import { type LogMixture, mixtureBound, type Tuning } from "./mixture-bound.ts";
import { bestRho, type Sides } from "./normal-mixture.ts";

/** What a deviation of a bounded value can be: from -g to h. Of a share p, g = p and h = 1 - p. */
export interface Range {
  readonly g: number;
  readonly h: number;
}

/** Keeps the mixing distribution proper where little variance is asked for. */
const LEAST_PRECISION = 1e-3;

/**
 * Mixes deviations in [-g, h] over a beta distribution (Howard et al. 2021, proposition 7; Robbins 1970
 * for a coin), with the precision `r = max(rho - g h, g h / 1000)`:
 * `v / (g h) ln(g + h) - (v + h s) / (h (g + h)) ln g - (v - g s) / (g (g + h)) ln h
 *   + ln B(x; (r + v - g s) / (g (g + h)), (r + v + h s) / (h (g + h))) - ln B(x; r / (g (g + h)), r / (h (g + h)))`
 * where B(x; a, b) is the incomplete beta function with x = h / (g + h) for one side, and 1 for both.
 */
export function betaBinomialMixture(tuning: Tuning, { g, h }: Range, sides: Sides): LogMixture {
  const r = Math.max(bestRho(tuning, sides) - g * h, LEAST_PRECISION * g * h);
  const x = sides === "one-sided" ? h / (g + h) : 1;
  const normalizer = logBeta(r / (g * (g + h)), r / (h * (g + h)), x);
  return (s, v) =>
    (v / (g * h)) * Math.log(g + h) -
    ((v + h * s) / (h * (g + h))) * Math.log(g) -
    ((v - g * s) / (g * (g + h))) * Math.log(h) +
    logBeta((r + v - g * s) / (g * (g + h)), (r + v + h * s) / (h * (g + h)), x) -
    normalizer;
}

/** The sum that the beta-binomial mixture takes for enough; no sum can be more than `v / g`. */
export function betaBinomialMixtureBound(v: number, alpha: number, tuning: Tuning, range: Range, sides: Sides): number {
  return mixtureBound(betaBinomialMixture(tuning, range, sides), v, alpha, v / range.g);
}

/** The logarithm of the incomplete beta function, not regularised; at x = 1 of the whole one. */
function logBeta(a: number, b: number, x: number): number {
  const whole = gammaln(a) + gammaln(b) - gammaln(a + b);
  return x === 1 ? whole : Math.log(betainc(x, a, b, true, false)) + whole;
}

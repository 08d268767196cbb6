import gammainc from "@stdlib/math-base-special-gammainc";
import gammaln from "@stdlib/math-base-special-gammaln";
import { type LogMixture, mixtureBound, type Tuning } from "./mixture-bound.ts";
import { bestRho } from "./normal-mixture.ts";

/**
 * Mixes sub-exponential deviations with the scale `c` over a gamma distribution (Howard et al. 2021,
 * proposition 9), with u = (c s + v + rho) / c^2 and w = (v + rho) / c^2:
 * `ln L + ln Gamma(w) + ln P(w, u) - w ln u + (c s + v) / c^2`, where
 * `ln L = r ln r - ln Gamma(r) - ln P(r, r)`, r = rho / c^2 and P is the lower regularised gamma function.
 */
export function gammaExponentialMixture(tuning: Tuning, c: number): LogMixture {
  const rho = bestRho(tuning, "one-sided");
  const r = rho / (c * c);
  const lead = r * Math.log(r) - gammaln(r) - Math.log(gammainc(r, r, true, false));
  return (s, v) => {
    const sum = (c * s + v) / (c * c);
    const w = (v + rho) / (c * c);
    return lead + gammaln(w) + Math.log(gammainc(sum + r, w, true, false)) - w * Math.log(sum + r) + sum;
  };
}

/** The sum that the gamma-exponential mixture takes for enough. */
export function gammaExponentialMixtureBound(v: number, alpha: number, tuning: Tuning, c: number): number {
  return mixtureBound(gammaExponentialMixture(tuning, c), v, alpha);
}

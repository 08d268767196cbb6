import gammainc from "@stdlib/math-base-special-gammainc";
import gammaln from "@stdlib/math-base-special-gammaln";
import { type LogMixture, mixtureBound, type Tuning } from "./mixture-bound.ts";
import { bestRho } from "./normal-mixture.ts";

/**
 * Mixes sub-Poisson deviations with the scale `c` over a gamma distribution (Howard et al. 2021,
 * proposition 10), with w = (v + rho) / c^2 and u = s / c + w:
 * `ln L + ln Gamma(u) + ln Q(u, w) - u ln w + v / c^2`, where
 * `ln L = r ln r - ln Gamma(r) - ln Q(r, r)`, r = rho / c^2 and Q is the upper regularised gamma function.
 */
export function gammaPoissonMixture(tuning: Tuning, c: number): LogMixture {
  const rho = bestRho(tuning, "one-sided");
  const r = rho / (c * c);
  const lead = r * Math.log(r) - gammaln(r) - Math.log(gammainc(r, r, true, true));
  return (s, v) => {
    const w = (v + rho) / (c * c);
    const u = s / c + w;
    return lead + gammaln(u) + Math.log(gammainc(w, u, true, true)) - u * Math.log(w) + v / (c * c);
  };
}

/** The sum that the gamma-Poisson mixture takes for enough. */
export function gammaPoissonMixtureBound(v: number, alpha: number, tuning: Tuning, c: number): number {
  return mixtureBound(gammaPoissonMixture(tuning, c), v, alpha);
}

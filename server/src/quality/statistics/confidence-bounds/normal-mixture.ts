import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import { type LogMixture, mixtureBound, type Tuning } from "./mixture-bound.ts";

/** Whether deviations to one side are evidence, or to both. */
export type Sides = "one-sided" | "two-sided";

/**
 * The precision of the normal mixing distribution that makes the bound tightest at `variance`
 * (Howard et al. 2021, section 3.5): `v / (2 ln(1/alpha) + ln(1 + 2 ln(1/alpha)))`; for one side
 * the same with twice the alpha.
 */
export function bestRho({ variance, alpha }: Tuning, sides: Sides): number {
  const spend = 2 * Math.log(1 / (sides === "one-sided" ? 2 * alpha : alpha));
  return variance / (spend + Math.log(1 + spend));
}

/**
 * Mixes normal deviations over a normal distribution with the precision rho (Robbins 1970):
 * `ln sqrt(rho / (v + rho)) + s^2 / (2 (v + rho))`; for one side over its upper half, which adds
 * `ln 2 Phi(s / sqrt(v + rho))`.
 */
export function normalMixture(tuning: Tuning, sides: Sides): LogMixture {
  const rho = bestRho(tuning, sides);
  return (s, v) => {
    const both = 0.5 * Math.log(rho / (v + rho)) + (s * s) / (2 * (v + rho));
    return sides === "two-sided" ? both : both + Math.log(2 * normalCdf(s / Math.sqrt(v + rho), 0, 1));
  };
}

/** The sum that the normal mixture takes for enough; of two sides in closed form. */
export function normalMixtureBound(v: number, alpha: number, tuning: Tuning, sides: Sides): number {
  if (sides === "one-sided") return mixtureBound(normalMixture(tuning, sides), v, alpha);
  const rho = bestRho(tuning, sides);
  return Math.sqrt((v + rho) * (Math.log(1 + v / rho) + 2 * Math.log(1 / alpha)));
}

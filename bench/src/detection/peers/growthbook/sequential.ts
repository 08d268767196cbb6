import type { Effect } from "./effect.ts";
import type { Tail, Verdict } from "./t-test.ts";

/** Units at which GrowthBook's sequence is tightest, where nothing else is said. */
export const TUNING = 5_000;

/** Its p-values of one side are searched for between these, as is any alpha: nothing below or above is told apart. */
const [LEAST_ALPHA, MOST_ALPHA] = [1e-5, 0.4999];
const STEPS = 100;
/** The search ends where the interval ends this near to no effect; its p-value is no more exact than that. */
const NEAR = 1e-6;

/**
 * Half the width of the asymptotic confidence sequence (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas
 * 2024, "Time-uniform central limit theory and asymptotic confidence sequences"), for n units and a standard
 * error: with `u = n rho^2 + 1`, two-sided (equation 9 of version 7)
 * `error sqrt(n) sqrt(2 u / (n rho)^2 ln(sqrt(u) / alpha))`, one-sided (equation 134) the same with
 * `ln(1 + sqrt(u) / (2 alpha))`.
 */
export function halfWidth({ error, count }: Effect, sided: "one" | "two", alpha: number, rho: number): number {
  const u = count * rho * rho + 1;
  const log = sided === "two" ? Math.log(Math.sqrt(u) / alpha) : Math.log(1 + Math.sqrt(u) / (2 * alpha));
  return error * Math.sqrt(count) * Math.sqrt(((2 * u) / (count * rho) ** 2) * log);
}

/** The mixing parameter that makes it tightest at `tuning` units (equation 161); of one side with twice the alpha. */
export function rhoOf(alpha: number, tuning: number, sided: "one" | "two"): number {
  const spend = -2 * Math.log(sided === "two" ? alpha : 2 * alpha);
  return Math.sqrt((spend + Math.log(spend + 1)) / tuning);
}

/**
 * GrowthBook's sequential test: its interval holds at every look at once, for large samples. The p-value
 * of one side is the alpha at which the interval ends at no effect, with the rho of `alpha`.
 */
export function sequentialTest(effect: Effect, tail: Tail, alpha = 0.05, tuning = TUNING): Verdict {
  const { estimate, error, count } = effect;
  const sided = tail === "two-sided" ? "two" : "one";
  const rho = rhoOf(alpha, tuning, sided);
  const width = halfWidth(effect, sided, alpha, rho);
  const bounds = {
    lower: tail === "lesser" ? -Infinity : estimate - width,
    upper: tail === "greater" ? Infinity : estimate + width,
  };
  if (tail === "two-sided") {
    const u = count * rho * rho + 1;
    const evidence = Math.exp((rho * rho * ((estimate / error) ** 2 * count)) / (2 * u)) / Math.sqrt(u);
    return { ...bounds, pValue: Math.min(1, 1 / evidence) };
  }
  const beyond = tail === "greater" ? estimate : -estimate;
  let [low, high] = [LEAST_ALPHA, MOST_ALPHA];
  if (beyond > halfWidth(effect, "one", low, rho)) return { ...bounds, pValue: low };
  if (beyond < halfWidth(effect, "one", high, rho)) return { ...bounds, pValue: high };
  let pValue = (low + high) / 2;
  for (let step = 0; step < STEPS; step++) {
    const missing = halfWidth(effect, "one", pValue, rho) - beyond;
    if (missing < 0) high = pValue;
    else low = pValue;
    pValue = (low + high) / 2;
    if (Math.abs(missing) < NEAR) break;
  }
  return { ...bounds, pValue };
}

import { signChange } from "./bisect.ts";
import { leastOf } from "../least-of.ts";

/**
 * How far the empirical distribution of `t` values may be from the true one, anywhere, for every t
 * from `least` on at once (Howard and Ramdas 2022, corollary 2): `A sqrt((ln(1 + ln(t / least)) + C) / t)`,
 * with the smallest C whose error is at most `alpha`.
 *
 * @param a above sqrt(1/2); the larger, the sooner and the less tight.
 */
export function empiricalProcessBound(t: number, alpha: number, least: number, a = 0.85): number {
  if (t < least) return Infinity;
  return a * Math.sqrt((Math.log(1 + Math.log(t / least)) + smallestC(alpha, a)) / t);
}

/** Between these lies any C that an alpha between 1e-300 and 1 asks for. */
const [LEAST_C, MOST_C] = [1e-3, 1e4];

function smallestC(alpha: number, a: number): number {
  return signChange((c) => leastLogError(c, a) - Math.log(alpha), LEAST_C, MOST_C, false);
}

/** The logarithm of the error that the best length of epochs has for a C: the error itself is soon no number. */
function leastLogError(c: number, a: number): number {
  const longest = signChange((eta) => Math.sqrt(eta / 2) + Math.sqrt((2 * (eta - 1)) / c) - a, 1, 2 * a * a, true);
  return leastOf((eta) => logError(c, a, eta), 1, longest).value;
}

/** Of `4 exp(-g C) (1 + 1 / ((g - 1) ln eta))` with `g = 2 / eta (A - sqrt(2 (eta - 1) / C))^2`, where g is above 1. */
function logError(c: number, a: number, eta: number): number {
  const g = (2 / eta) * (a - Math.sqrt((2 * (eta - 1)) / c)) ** 2;
  return g <= 1 ? Infinity : Math.log(4) - g * c + Math.log1p(1 / ((g - 1) * Math.log(eta)));
}

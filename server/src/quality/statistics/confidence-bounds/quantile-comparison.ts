import { betaBinomialMixture } from "./beta-binomial-mixture.ts";
import { leastOf } from "../least-of.ts";

/** Which quantile of two arms is compared, and for how many values an arm it is tightest. */
export interface QuantileComparison {
  readonly quantile: number;
  readonly tuned: number;
  readonly alpha: number;
}

/** A minimum that was found by halving is no exact rank; what is this near to one, is one. */
const NEAR = 1e-6;

/**
 * The p-value, valid however often it is looked at, of "both arms have the same quantile": 1 over the
 * least evidence, over all values that the common quantile may have, of the two arms' beta-binomial
 * mixtures together (Howard and Ramdas 2022, section 4).
 *
 * @param first sorted, as is `second`.
 */
export function quantilePValue(
  first: readonly number[],
  second: readonly number[],
  comparison: QuantileComparison,
): number {
  const arms = [evidenceAt(first, comparison), evidenceAt(second, comparison)] as const;
  // Each arm's evidence is a step function: it can only be least at a value, or just beside one.
  const least = [...first, ...second].reduce((lowest, x) => {
    const here = arms[0](x, false) + arms[1](x, false);
    const above = arms[0](x, true) + arms[1](x, true);
    return Math.min(lowest, here, above);
  }, Infinity);
  return Math.min(1, Math.exp(-least));
}

/** The logarithm of an arm's evidence that its quantile is not `x`, or not what is just above `x`. */
function evidenceAt(
  sorted: readonly number[],
  { quantile, tuned, alpha }: QuantileComparison,
): (x: number, above: boolean) => number {
  const [g, h, count] = [quantile, 1 - quantile, sorted.length];
  const mixture = betaBinomialMixture({ variance: tuned * g * h, alpha }, { g, h }, "two-sided");
  const evidence = (share: number): number => mixture((share - quantile) * count, g * h * count);
  const { at: best } = leastOf(evidence, 0, 1);
  const rank = best * count;
  const from = sorted[Math.max(0, Math.ceil(rank - NEAR) - 1)] ?? -Infinity;
  const to = sorted[Math.min(count - 1, Math.floor(rank + NEAR))] ?? Infinity;
  return (x, above) => {
    if (x < from) return evidence(rankOf(sorted, x, true) / count);
    if (x > to || (above && x === to)) return evidence(rankOf(sorted, x, above) / count);
    return evidence(best);
  };
}

/** How many of some sorted values are below another one, or not above it. */
function rankOf(sorted: readonly number[], x: number, included: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = sorted[middle] ?? Infinity;
    if (value < x || (included && value === x)) low = middle + 1;
    else high = middle;
  }
  return low;
}

import cdf from "@stdlib/stats-base-dists-t-cdf";
import quantile from "@stdlib/stats-base-dists-t-quantile";
import type { Effect } from "./effect.ts";

/** Which treatments are looked for: different ones, larger ones or smaller ones. */
export type Tail = "two-sided" | "greater" | "lesser";

/** What a test says of an effect: the effects that remain possible, and how surprising none would be. */
export interface Verdict {
  readonly lower: number;
  readonly upper: number;
  readonly pValue: number;
}

/** Welch's t-test (1947), valid at one look that was fixed before. */
export function tTest({ estimate, error, freedom }: Effect, tail: Tail, alpha = 0.05): Verdict {
  const t = estimate / error;
  const width = quantile(tail === "two-sided" ? 1 - alpha / 2 : 1 - alpha, freedom) * error;
  const pValue =
    tail === "two-sided"
      ? 2 * (1 - cdf(Math.abs(t), freedom))
      : tail === "greater"
        ? 1 - cdf(t, freedom)
        : cdf(t, freedom);
  return {
    lower: tail === "lesser" ? -Infinity : estimate - width,
    upper: tail === "greater" ? Infinity : estimate + width,
    pValue,
  };
}

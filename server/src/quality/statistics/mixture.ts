/** Sizes of a drop that a test bets on, and how much of its stake each has. */
export interface Mixture {
  readonly drops: readonly number[];
  /** Sum to 1. */
  readonly weights: readonly number[];
}

/**
 * Drops from a quarter of a point to 32 points, each twice the one before; most of the stake is on
 * those of 2 to 8 points.
 */
export const DROPS: Mixture = {
  drops: Array.from({ length: 8 }, (_, j) => 0.0025 * 2 ** j),
  weights: [1, 2, 8, 16, 16, 12, 8, 4].map((weight) => weight / 67),
};

/** For ruling out a drop of a margin: half of the stake on no drop at all, the rest around it. */
export function marginMixture(margin: number): Mixture {
  const around = Array.from({ length: 8 }, (_, j) => margin * 2 ** ((j - 3) / 2));
  return { drops: [margin, ...around], weights: [0.5, ...around.map(() => 0.5 / 8)] };
}

/** The logarithm of the weighted mean of values that are given by their logarithms. */
export function logMean(logs: Float64Array, weights: readonly number[]): number {
  let most = -Infinity;
  for (const log of logs) if (log > most) most = log;
  if (most === -Infinity) return -Infinity;
  let sum = 0;
  for (let j = 0; j < logs.length; j++) sum += (weights[j] ?? 0) * Math.exp((logs[j] ?? -Infinity) - most);
  return most + Math.log(sum);
}

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

const [LEAST_DROP = 0.0025] = DROPS.drops;
const MOST_DROP = DROPS.drops.at(-1) ?? 0.32;
/** Smaller parts of the units are bet on as this one: in less than one unit of 256 only large drops can be found. */
const LEAST_SHARE = 1 / 256;

const ofShares = new Map<number, Mixture>();

/**
 * What to bet on in a part of all units. A drop of d shows after a number of units that goes with 1/d^2, so what
 * can be found in a part of s by the time at which all units show their smallest drop is `1/sqrt(s)` times as
 * large: the drops begin there, and lie closer together up to the same largest one.
 *
 * @param share of the units, in (0,1]; it must be known without their outcomes.
 */
export function dropsOfShare(share: number): Mixture {
  // Halves are near enough, and many cohorts have one mixture.
  const halvings = Math.round(-Math.log2(Math.min(1, Math.max(LEAST_SHARE, share))));
  const known = ofShares.get(halvings);
  if (known !== undefined) return known;
  const least = LEAST_DROP * 2 ** (halvings / 2);
  const step = (MOST_DROP / least) ** (1 / (DROPS.drops.length - 1));
  const made = { drops: DROPS.drops.map((_, j) => least * step ** j), weights: DROPS.weights };
  ofShares.set(halvings, made);
  return made;
}

/**
 * What to bet on where a drop has been seen already, in units that are not counted again. The largest of many is
 * seen larger than it is, so more is bet on less of it than on more.
 */
export function dropsAround(seen: number): Mixture {
  return {
    drops: DROPS.drops.map((_, j) => Math.min(1, seen * 2 ** ((j - 5) / 2))),
    weights: [1, 2, 4, 8, 16, 20, 8, 4].map((weight) => weight / 63),
  };
}

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

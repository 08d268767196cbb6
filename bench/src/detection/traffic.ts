import { beta, normal, type Random } from "./random.ts";

/** What a unit's value is: 0 or 1, a score from a beta distribution, or the logarithm of a latency, cut off at both ends. */
export type Values = "bernoulli" | "beta" | "lognormal";

/** The sum of a beta distribution's parameters: its variance is a sixth of a coin's with the same mean. */
const CONCENTRATION = 5;
/** Of the log-latency, as a part of the range to which it is cut. */
const SPREAD = 0.1;

/** Draws a value whose mean is `mean`; of a log-latency before it is cut. */
export function drawValue(values: Values, mean: number, random: Random): number {
  if (values === "bernoulli") return random() < mean ? 1 : 0;
  if (values === "beta") return beta(CONCENTRATION * mean, CONCENTRATION * (1 - mean), random);
  return Math.min(1, Math.max(0, mean + SPREAD * normal(random)));
}

/** A candidate's traffic beside the baseline's. */
export interface Traffic {
  readonly values: Values;
  readonly base: number;
  /** By how much the candidate's mean is lower in the end. */
  readonly drop: number;
  /** Probability of the candidate. */
  readonly share: number;
  /** Units before the drop begins. */
  readonly from?: number;
  /** Units over which it grows; all at once where it is left out. */
  readonly over?: number;
  /** What both arms go through together: by how much, and in how many units once round. */
  readonly swing?: { readonly height: number; readonly period: number };
  /** A judge that takes a bad answer for a good one, or the other way round. */
  readonly judge?: { readonly sensitivity: number; readonly specificity: number };
  /** A judge that is stricter from some unit on, with both arms alike. */
  readonly shift?: { readonly from: number; readonly by: number };
  /** Units that come in sessions: so many, in one arm, with a share of their own around the mean. */
  readonly sessions?: { readonly turns: number; readonly correlation: number };
}

/** One unit as methods see it. */
export interface Unit {
  readonly candidate: boolean;
  readonly value: number;
}

/** Draws the units of some traffic, one after the other. */
export function unitsOf(traffic: Traffic, random: Random): () => Unit {
  const { values, share, sessions } = traffic;
  let unit = 0;
  let session = { left: 0, candidate: false, own: 0 };
  return () => {
    unit++;
    if (sessions === undefined) {
      const candidate = random() < share;
      return { candidate, value: drawValue(values, meanAt(traffic, unit, candidate), random) };
    }
    if (session.left === 0) {
      const candidate = random() < share;
      const spread = 1 / sessions.correlation - 1;
      const mean = meanAt(traffic, unit, candidate);
      session = { left: sessions.turns, candidate, own: beta(mean * spread, (1 - mean) * spread, random) };
    }
    session.left--;
    return { candidate: session.candidate, value: drawValue(values, session.own, random) };
  };
}

/** The mean of a unit's value: the n-th unit, from 1, in one of the arms. */
export function meanAt(traffic: Traffic, unit: number, candidate: boolean): number {
  const { base, drop, from = 0, over = 0, swing, judge, shift } = traffic;
  let mean = base;
  if (swing !== undefined) mean += swing.height * Math.sin((2 * Math.PI * unit) / swing.period);
  if (candidate && unit > from) mean -= over === 0 ? drop : drop * Math.min(1, (unit - from) / over);
  if (judge !== undefined) mean = mean * judge.sensitivity + (1 - mean) * (1 - judge.specificity);
  if (shift !== undefined && unit > shift.from) mean -= shift.by;
  return mean;
}

import type { CohortPlan } from "../cohorts/cohort-plan.ts";
import type { Watch } from "../statistics/detector-bank.ts";
import { type Learnt, learntLowerBound, Moments } from "../statistics/learnt-mean.ts";

/** Probability that a bound which was learnt is above the mean that it bounds. */
const BOUND_ALPHA = 0.05;
/** Units of a stream from which a level is guessed at first, where its baseline had many. */
const FIRST_GUESS = 30;

/** A level that streams are held against: that of a baseline, or one that followed an alarm. */
export interface Level {
  /** Of each stream of the plan. */
  readonly streams: readonly Learnt[];
}

/**
 * Units of each stream from one false alarm to the next that make all streams together raise one in `runLength`
 * units, whatever part of the units each has: its part over its weight.
 */
export function runLengths(plan: CohortPlan, { streams }: Level, runLength: number): Float64Array {
  const whole = streams[0]?.count ?? 0;
  return Float64Array.from(plan.cohorts, ({ weight }, stream) =>
    whole === 0 ? Infinity : (runLength * (streams[stream]?.count ?? 0)) / whole / weight,
  );
}

/** What a stream is held against: the bound of a mean that was learnt. @param weight of the stream. */
export function watchOf(learnt: Learnt, weight: number, runLength: number): Watch | undefined {
  if (learnt.count < 2) return undefined;
  return { mean: learntLowerBound(learnt, BOUND_ALPHA * weight), variance: learnt.variance, runLength };
}

/** The same values, watched from the other side. */
export function mirrored({ count, mean, variance }: Learnt): Learnt {
  return { count, mean: 1 - mean, variance };
}

/**
 * A level that is being learnt while it is watched: each stream is held against what is known of it at 30
 * units, 60, 120 and so on, until it is as well known as the baseline was. Before its first units nothing is
 * said of a stream.
 */
export class GrowingLevel implements Level {
  readonly streams: readonly Moments[];
  readonly #baseline: Level;
  /** Units at which a stream is held anew; infinite when its level stands. */
  readonly #due: Float64Array;
  readonly #known: Uint8Array;

  constructor(baseline: Level) {
    this.#baseline = baseline;
    this.streams = baseline.streams.map(() => new Moments());
    this.#due = Float64Array.from(baseline.streams, ({ count }) =>
      Math.min(FIRST_GUESS, Math.max(4, Math.ceil(count / 4))),
    );
    this.#known = new Uint8Array(baseline.streams.length);
  }

  /** Takes a value into a stream. @returns whether it is known for the first time, or better than before. */
  add(stream: number, value: number): "first" | "better" | undefined {
    const moments = this.streams[stream];
    const due = this.#due[stream] ?? Infinity;
    if (moments === undefined || due === Infinity) return undefined;
    moments.add(value);
    if (moments.count < due) return undefined;
    this.#due[stream] = due >= (this.#baseline.streams[stream]?.count ?? 0) ? Infinity : due * 2;
    const first = this.#known[stream] === 0;
    this.#known[stream] = 1;
    return first ? "first" : "better";
  }
}

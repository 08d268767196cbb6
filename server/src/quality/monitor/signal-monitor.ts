import { type Cohort, cohortName } from "../cohorts/cohort.ts";
import type { CohortPlan } from "../cohorts/cohort-plan.ts";
import { asymptoticHalfWidth } from "../statistics/asymptotic-sequence.ts";
import { DetectorBank, type Watch } from "../statistics/detector-bank.ts";
import { levelInterval } from "../statistics/level-interval.ts";
import type { Learnt } from "../statistics/learnt-mean.ts";
import type { Expected, Expectation } from "../cohorts/expectation.ts";
import { GrowingLevel, type Level, mirrored, runLengths, watchOf } from "./level.ts";

/** What a signal's baseline is: levels of all streams, and what is expected of a unit by its attributes. */
export interface SignalBaseline {
  readonly level: Level;
  readonly expectation: Expectation;
}

/** A change of a signal's level. A drop is for the worse, whichever way that is. */
export interface LevelChange {
  /** Worse than before; or better again, to the baseline's level or a part of the way. */
  readonly kind: "alarm" | "recovered" | "eased";
  /** Place of the last unit before the change, as estimated. */
  readonly change: number;
  readonly cohort: Cohort;
  /** Units of the cohort since the change. */
  readonly units: number;
  /** The cohort's mean before: the baseline's, or that of the level that an alarm had left. */
  readonly from: number;
  readonly to: number;
  /** How far the one is worse than the other, with an interval by the units since the change. */
  readonly drop: number;
  readonly interval: readonly [low: number, high: number];
  /** By how much the evidence is above what raises the alarm. */
  readonly evidence: number;
}

const INTERVAL_ALPHA = 0.05;

/**
 * Watches one signal over all units and in every cohort: for a fall below the baseline, and, when one was
 * found, for a further fall from the level that it left and for a return. The baseline itself never moves.
 */
export class SignalMonitor {
  readonly #plan: CohortPlan;
  readonly #turned: boolean;
  readonly #expectation: Expectation;
  readonly #baseline: Level;
  readonly #runLengths: Float64Array;
  readonly #falls: DetectorBank;
  readonly #rises: DetectorBank;
  readonly #streams: Int32Array;
  /** The level since an alarm; the baseline's where there is none. */
  #growing: GrowingLevel | undefined;

  /** @param worse which way values change for the worse. */
  constructor(baseline: SignalBaseline, plan: CohortPlan, runLength: number, worse: "down" | "up" = "down") {
    this.#plan = plan;
    this.#turned = worse === "up";
    this.#expectation = baseline.expectation;
    this.#baseline = this.#turned ? { streams: baseline.level.streams.map(mirrored) } : baseline.level;
    this.#runLengths = runLengths(plan, this.#baseline, runLength);
    this.#falls = new DetectorBank(plan.cohorts.length);
    this.#rises = new DetectorBank(plan.cohorts.length);
    this.#streams = plan.room;
    this.#watchBaseline();
  }

  /** Whether an alarm is open: the level is another than the baseline's. */
  get open(): boolean {
    return this.#growing !== undefined;
  }

  /** Takes one more unit. @param place of it among all units, from 1. */
  add(given: number, line: Expected, place: number): LevelChange | undefined {
    const expected = this.#expectation.shift(line);
    const [value, shift] = this.#turned ? [1 - given, -expected] : [given, expected];
    const count = this.#plan.place(line.attributes, this.#streams);
    if (this.#falls.add(value, shift, place, this.#streams, count)) return this.#changed("alarm");
    const growing = this.#growing;
    if (growing === undefined) return undefined;
    if (this.#rises.add(1 - value, -shift, place, this.#streams, count)) return this.#changed("eased");
    for (let index = 0; index < count; index++) this.#learn(growing, this.#streams[index] ?? 0, value - shift);
    return undefined;
  }

  #learn(growing: GrowingLevel, stream: number, value: number): void {
    const known = growing.add(stream, value);
    if (known === undefined) return;
    const learnt = growing.streams[stream];
    if (learnt === undefined) return;
    for (const [bank, seen] of [
      [this.#falls, learnt],
      [this.#rises, mirrored(learnt)],
    ] as const) {
      const watch = this.#watch(stream, seen);
      if (watch === undefined) continue;
      if (known === "first") bank.start(stream, watch);
      else bank.hold(stream, watch);
    }
  }

  #watch(stream: number, learnt: Learnt): Watch | undefined {
    return watchOf(learnt, this.#plan.cohorts[stream]?.weight ?? 0, this.#runLengths[stream] ?? Infinity);
  }

  #watchBaseline(): void {
    this.#baseline.streams.forEach((learnt, stream) => {
      const watch = this.#watch(stream, learnt);
      if (watch !== undefined) this.#falls.start(stream, watch);
    });
  }

  #changed(kind: "alarm" | "eased"): LevelChange {
    const bank = kind === "alarm" ? this.#falls : this.#rises;
    const before: Level = this.#growing ?? this.#baseline;
    const variance = this.#baseline.streams[0]?.variance ?? 0.25;
    let [best, most] = [0, -Infinity];
    this.#plan.cohorts.forEach(({ weight }, stream) => {
      const { units, mean } = bank.change(stream);
      const from = before.streams[stream]?.mean ?? 0;
      const drop = kind === "alarm" ? from - mean : 1 - mean - from;
      if (units === 0 || drop <= 0) return;
      const score = (units * drop * drop) / (2 * variance) + Math.log(weight);
      if (score > most) [best, most] = [stream, score];
    });
    const { units, mean, variance: spread, place: change } = bank.change(best);
    const to = kind === "alarm" ? mean : 1 - mean;
    const from = before.streams[best]?.mean ?? to;
    const blessed = this.#baseline.streams[best];
    const half = asymptoticHalfWidth(units, blessed?.variance ?? variance, INTERVAL_ALPHA, Math.max(10, units));
    // The level that follows a change varies as it does, and not as the baseline did.
    const [low, high] = levelInterval({ count: units, mean: to, variance: spread }, INTERVAL_ALPHA);
    const recovered = kind === "eased" && blessed !== undefined && to + half >= blessed.mean;
    const found: LevelChange = {
      kind: recovered ? "recovered" : kind,
      change,
      cohort: this.#plan.cohorts[best]?.cohort ?? { traits: [], post: false },
      units,
      from: this.#turned ? 1 - from : from,
      to: this.#turned ? 1 - to : to,
      drop: from - to,
      interval: [from - high, from - low],
      evidence: bank.evidence(best),
    };
    this.#restart(recovered);
    return found;
  }

  #restart(recovered: boolean): void {
    for (let stream = 0; stream < this.#plan.cohorts.length; stream++) {
      this.#falls.stop(stream);
      this.#rises.stop(stream);
    }
    this.#growing = recovered ? undefined : new GrowingLevel(this.#baseline);
    if (recovered) this.#watchBaseline();
  }

  /** The cohort that is nearest to an alarm, and how near: 1 raises it. */
  get nearest(): { readonly cohort: string; readonly evidence: number } {
    let [best, most] = [0, 0];
    for (let stream = 0; stream < this.#plan.cohorts.length; stream++) {
      const evidence = this.#falls.evidence(stream);
      if (evidence > most) [best, most] = [stream, evidence];
    }
    return { cohort: cohortName(this.#plan.cohorts[best]?.cohort ?? { traits: [], post: false }), evidence: most };
  }
}

import { CohortCensus } from "../cohorts/cohort-census.ts";
import { type CohortPlan, WHOLE_PLAN } from "../cohorts/cohort-plan.ts";
import type { StreamLine } from "../detection/stream-line.ts";
import { UnitTable } from "../detection/unit-table.ts";
import { Moments } from "../statistics/learnt-mean.ts";
import { COMPARISON_SETS, type ComparisonSet } from "./attribution.ts";
import { Expectation, FROM_TIME } from "../cohorts/expectation.ts";
import { Scorers } from "./scorers.ts";
import { INFRASTRUCTURE } from "./infrastructure.ts";
import type { SignalBaseline } from "./signal-monitor.ts";

/** A line of a stream that has no arms. */
export type OutcomeLine = Omit<StreamLine, "arm" | "p">;

/** What a baseline is learnt by. */
export interface BaselineOptions {
  readonly signal?: string;
  /** Attributes to look for cohorts in. */
  readonly by: readonly string[];
  /** Attributes by which values differ in health. */
  readonly given: readonly string[];
}

/** A baseline that was learnt, of each signal. */
export interface Baseline {
  readonly signals: ReadonlyMap<string, SignalBaseline & { readonly units: number }>;
  readonly plan: CohortPlan;
  /** Of the comparison sets, by signal and set. */
  readonly sets: ReadonlyMap<string, Moments>;
  readonly scorers: Scorers;
  readonly repeated: number;
  /** Attributes that were asked for, and that none of its units has. */
  readonly missing: readonly string[];
  /** Attributes by which values differ in health. */
  readonly given: readonly string[];
}

/** The comparison set of a line, where it is of one. */
export function setOf({ attributes }: OutcomeLine): ComparisonSet | undefined {
  return COMPARISON_SETS.find((set) => attributes?.set === set);
}

/** The key of a set's values. */
export function setKey(signal: string, set: ComparisonSet): string {
  return `${signal}\u0000${set}`;
}

interface Learning {
  readonly expectation: Expectation;
  streams: readonly Moments[];
}

/**
 * Learns a baseline in readings: who its units are and which cohorts they make, what is expected of a unit by its
 * attributes (one reading for each), and how values vary about that.
 */
export class BaselineReader {
  readonly #options: BaselineOptions;
  readonly #table = new UnitTable();
  readonly #census: CohortCensus;
  readonly #scorers = new Scorers();
  readonly #signals = new Map<string, Learning>();
  readonly #sets = new Map<string, Moments>();
  readonly #missing: Set<string>;
  #repeated = 0;
  #plan: CohortPlan = WHOLE_PLAN;
  #streams = WHOLE_PLAN.room;

  constructor(options: BaselineOptions) {
    this.#options = options;
    this.#census = new CohortCensus(options.by);
    this.#missing = new Set([...options.by, ...options.given]);
  }

  #wanted(line: OutcomeLine): boolean {
    return this.#options.signal === undefined || line.signal === this.#options.signal;
  }

  /** First reading. */
  who(line: OutcomeLine): void {
    if (!this.#wanted(line)) return;
    this.#scorers.learn(line);
    for (const name of this.#missing)
      if (line.attributes?.[name] !== undefined || (line.time !== undefined && FROM_TIME.has(name)))
        this.#missing.delete(name);
    const { slot, isNew } = this.#table.entry(line.unit, line.signal);
    this.#table.add(slot, true, line.value);
    if (!isNew) this.#repeated++;
    else if (setOf(line) === undefined && line.signal !== INFRASTRUCTURE) this.#census.add(line.attributes);
  }

  /** Readings for what is expected. */
  get expectations(): number {
    return Math.max(1, this.#options.given.length);
  }

  /** Second reading, and those after it. @param reading of them, from 0. */
  expected(line: OutcomeLine, reading = 0): void {
    const value = this.#enters(line);
    if (value === undefined || setOf(line) !== undefined) return;
    let learning = this.#signals.get(line.signal);
    if (learning === undefined) {
      learning = { expectation: new Expectation(this.#options.given), streams: [] };
      this.#signals.set(line.signal, learning);
    }
    learning.expectation.learnIn(reading, line, value);
  }

  /** Last reading. */
  levels(line: OutcomeLine): void {
    const value = this.#enters(line);
    if (value === undefined) return;
    const set = setOf(line);
    if (set !== undefined) {
      const key = setKey(line.signal, set);
      const moments = this.#sets.get(key) ?? new Moments();
      this.#sets.set(key, moments);
      moments.add(value);
      return;
    }
    const learning = this.#signals.get(line.signal);
    if (learning === undefined) return;
    const count = this.#plan.place(line.attributes, this.#streams);
    const left = value - learning.expectation.shift(line);
    for (let index = 0; index < count; index++) learning.streams[this.#streams[index] ?? 0]?.add(left);
  }

  /** Begins the next reading. */
  again(): void {
    this.#table.forgetEntered();
    this.#plan = this.#census.plan();
    this.#streams = this.#plan.room;
    for (const learning of this.#signals.values()) learning.streams = this.#plan.cohorts.map(() => new Moments());
  }

  #enters(line: OutcomeLine): number | undefined {
    if (!this.#wanted(line)) return undefined;
    const { slot, isNew } = this.#table.entry(line.unit, line.signal);
    return !isNew && this.#table.enter(slot) ? this.#table.mean(slot) : undefined;
  }

  /** What was learnt. */
  get baseline(): Baseline {
    const plan = this.#plan.cohorts.length === 0 ? WHOLE_PLAN : this.#plan;
    return {
      signals: new Map(
        [...this.#signals].map(([name, { expectation, streams }]) => [
          name,
          { expectation, level: { streams }, units: streams[0]?.count ?? 0 },
        ]),
      ),
      plan,
      sets: this.#sets,
      scorers: this.#scorers,
      repeated: this.#repeated,
      missing: [...this.#missing],
      given: this.#options.given,
    };
  }
}

/** Learns a baseline of lines that are at hand, reading after reading. */
export function readBaseline(lines: readonly OutcomeLine[], options: BaselineOptions): BaselineReader {
  const reader = new BaselineReader(options);
  for (const line of lines) reader.who(line);
  for (let reading = 0; reading < reader.expectations; reading++) {
    reader.again();
    for (const line of lines) reader.expected(line, reading);
  }
  reader.again();
  for (const line of lines) reader.levels(line);
  return reader;
}

import { CohortCensus } from "../cohorts/cohort-census.ts";
import type { CohortPlan } from "../cohorts/cohort-plan.ts";
import { LEAST_PROBABILITY } from "../statistics/arm-comparison.ts";
import { SampleRatio } from "../statistics/sample-ratio.ts";
import { ErrorCensus, type ErrorFacts } from "./error-census.ts";
import { ShareReader, type ShareReading, shareOf } from "./share-reading.ts";
import { Stages } from "./stages.ts";
import { LineProblem, shown, type StreamLine } from "./stream-line.ts";
import { UnitTable } from "./unit-table.ts";

/** Which cohorts are looked for, and in which signal. */
export interface CensusOptions {
  /** Only this signal; all where it is left out. */
  readonly signal?: string;
  /** Attributes that were fixed before the arm could act. */
  readonly pre: readonly string[];
  /** Attributes that came to be afterwards. */
  readonly post: readonly string[];
  /** Attributes that outcomes are foretold from. */
  readonly given?: readonly string[];
  /** Whose probability `p` is; as the arms show it where it is left out. */
  readonly reading?: ShareReading;
}

/** What a stream is, but for its outcomes. */
export interface StreamFacts {
  readonly lines: number;
  readonly signals: readonly string[];
  /** Lines of other signals than the one that was asked for. */
  readonly otherSignals: readonly string[];
  readonly units: { readonly baseline: number; readonly candidate: number };
  /** Lines of units that had one already: a unit enters once, with the mean of its lines. */
  readonly repeated: number;
  /** Units that were seen in both arms: what the second arm gave is left out. */
  readonly crossed: number;
  /** Units that were in one arm by the stream's first signal and in the other by another. */
  readonly crossedSignals: number;
  /** Units whose lines give their arm several probabilities: that of the first line counts. */
  readonly contradicted: number;
  /** Lines whose values lie beyond the scale. */
  readonly clipped: number;
  /** Attributes that are looked into. */
  readonly asked: readonly { readonly name: string; readonly post: boolean }[];
  /** Units that could only be in one arm: they say nothing of a difference. */
  readonly certain: number;
  /** Lines whose time lies before that of a line above, and the first of them. */
  readonly backwards: { readonly lines: number; readonly first: number } | undefined;
  /** That units are not assigned as their p says, answered or not: an e-value. */
  readonly assignment: number;
  /** Units that met an infrastructure error: their lines with one are no outcomes. */
  readonly errors: ErrorFacts;
  readonly reading: ShareReading;
  readonly stages: number;
  readonly plan: CohortPlan;
  /** Attributes that units have on their first lines, whether they are looked at or not; and on later ones. */
  readonly attributes: readonly string[];
  readonly laterAttributes: readonly string[];
  /** The mean of each unit's values, and which have entered. */
  readonly table: UnitTable;
  /** The same of what came after each post attribute's trigger. */
  readonly triggered: UnitTable;
}

const MOST_NAMES = 256;

/**
 * Reads a stream once for everything but its outcomes' differences: who its units are, how they were
 * assigned, which cohorts there are. All of it is fixed before an outcome is compared, so that what is
 * decided by it (weights, stages, how `p` reads) leaves every test valid.
 */
export class StreamCensus {
  readonly #options: CensusOptions;
  readonly #cohorts: CohortCensus;
  readonly #table = new UnitTable();
  readonly #triggered = new UnitTable();
  readonly #signals = new Set<string>();
  readonly #others = new Set<string>();
  readonly #attributes = new Set<string>();
  readonly #laterAttributes = new Set<string>();
  readonly #reader = new ShareReader();
  readonly #assignment = { own: new SampleRatio(), candidate: new SampleRatio() };
  readonly #errors = new ErrorCensus();
  /** Stages differ by how `p` reads, and that is known at the end only. */
  readonly #stages = { own: new Stages(), candidate: new Stages() };
  readonly #arms = { baseline: 0, candidate: 0 };
  #lines = 0;
  #repeated = 0;
  #crossed = 0;
  #crossedSignals = 0;
  #contradicted = 0;
  #clipped = 0;
  #firstSignal: string | undefined;
  #certain = 0;
  #latest = -Infinity;
  #backwards: { lines: number; first: number } | undefined;

  constructor(options: CensusOptions) {
    this.#options = options;
    this.#cohorts = new CohortCensus(options.pre, options.post);
  }

  /** Takes one line. @param at its number in the file, for messages. */
  add(line: StreamLine, at: number): void {
    if (this.#options.signal !== undefined && line.signal !== this.#options.signal) {
      if (this.#others.size < MOST_NAMES) this.#others.add(line.signal);
      return;
    }
    this.#lines++;
    if (line.time !== undefined) this.#order(line.time, at);
    if (line.error !== undefined) {
      if (this.#errors.add(line) && !this.#table.has(line.unit, line.signal)) this.#assigned(line);
      return;
    }
    this.#signals.add(line.signal);
    if (this.#signals.size > MOST_NAMES)
      throw new LineProblem(
        `is of the signal ${shown(line.signal)}, the ${MOST_NAMES + 1}th: name those that matter (--signal)`,
      );
    const candidate = line.arm === "candidate";
    const { slot, isNew } = this.#table.entry(line.unit, line.signal);
    const wasCrossed = this.#table.crossed(slot);
    const countsIn = this.#table.add(slot, candidate, line.value);
    if (!countsIn && !wasCrossed) this.#crossed++;
    if (countsIn && this.#table.contradicts(slot, isNew, line.p)) this.#contradicted++;
    for (const name of this.#options.post) if (countsIn && triggers(line, name)) this.#trigger(line, name, isNew);
    if (line.clipped === true) this.#clipped++;
    if (isNew) this.#first(line, candidate);
    else this.#later(line);
  }

  /** A unit comes into the cohorts of a `post` attribute, or stays in them. */
  #trigger(line: StreamLine, name: string, isFirst: boolean): void {
    const { slot, isNew } = this.#triggered.entry(line.unit, `${line.signal}\u0000${name}`);
    this.#triggered.add(slot, line.arm === "candidate", line.value);
    // With its first line it is counted among those of all its attributes.
    if (isNew && !isFirst) this.#cohorts.add({ [name]: line.attributes?.[name] }, true);
  }

  #later({ attributes }: StreamLine): void {
    this.#repeated++;
    if (attributes !== undefined && this.#laterAttributes.size < MOST_NAMES)
      for (const name in attributes) this.#laterAttributes.add(name);
  }

  #order(time: number, at: number): void {
    if (time >= this.#latest) this.#latest = time;
    else if (this.#backwards === undefined) this.#backwards = { lines: 1, first: at };
    else this.#backwards.lines++;
  }

  /** A unit's arm, whether it was answered or not. */
  #assigned({ arm, p }: StreamLine): void {
    const candidate = arm === "candidate";
    for (const reading of ["own", "candidate"] as const)
      this.#assignment[reading].add(candidate, shareOf(reading, candidate, p));
  }

  #first(line: StreamLine, candidate: boolean): void {
    const { arm, p, attributes, unit, signal } = line;
    this.#firstSignal ??= signal;
    if (signal !== this.#firstSignal) {
      const other = this.#table.armOf(unit, this.#firstSignal);
      if (other !== undefined && other !== arm) this.#crossedSignals++;
    }
    this.#arms[arm]++;
    if (p < LEAST_PROBABILITY || p > 1 - LEAST_PROBABILITY) this.#certain++;
    this.#reader.add(candidate, p);
    if (!this.#errors.has(line)) this.#assigned(line);
    for (const reading of ["own", "candidate"] as const) this.#stages[reading].add(shareOf(reading, candidate, p));
    this.#cohorts.add(attributes);
    if (attributes !== undefined && this.#attributes.size < MOST_NAMES)
      for (const name in attributes) this.#attributes.add(name);
  }

  /** All that is known now. */
  facts(): StreamFacts {
    const reading = this.#options.reading ?? this.#reader.reading;
    return {
      lines: this.#lines,
      signals: [...this.#signals],
      otherSignals: [...this.#others],
      units: { ...this.#arms },
      repeated: this.#repeated,
      crossed: this.#crossed,
      crossedSignals: this.#crossedSignals,
      contradicted: this.#contradicted,
      clipped: this.#clipped,
      asked: [
        ...[...new Set([...this.#options.pre, ...(this.#options.given ?? [])])].map((name) => ({ name, post: false })),
        ...this.#options.post.map((name) => ({ name, post: true })),
      ],
      certain: this.#certain,
      backwards: this.#backwards,
      assignment: this.#assignment[reading].evidence,
      errors: this.#errors.facts(reading),
      reading,
      stages: Math.max(1, this.#stages[reading].count),
      plan: this.#cohorts.plan(),
      attributes: [...this.#attributes],
      laterAttributes: [...this.#laterAttributes],
      table: this.#table,
      triggered: this.#triggered,
    };
  }
}

/** Whether an attribute that comes to be is there on a line. */
export function triggers({ attributes }: StreamLine, name: string): boolean {
  const value = attributes?.[name];
  return (
    value !== undefined &&
    value !== null &&
    value !== false &&
    value !== 0 &&
    value !== "" &&
    value !== "no" &&
    value !== "false" &&
    value !== "0"
  );
}

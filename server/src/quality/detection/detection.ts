import type { ArmComparison, ArmComparisonOptions } from "../statistics/arm-comparison.ts";
import { CohortComparison, type CohortFinding } from "./cohort-comparison.ts";
import { Confirmation } from "./confirmation.ts";
import { type Entrance, Entrances } from "./entrances.ts";
import type { PostEntries } from "./post-entries.ts";
import { Stages } from "./stages.ts";
import type { StreamFacts } from "./stream-census.ts";
import type { StreamLine } from "./stream-line.ts";

/** What a detection acts on. */
export interface DetectionOptions extends ArmComparisonOptions {
  /** Probability of a rollback, and that of a promotion, for nothing. */
  readonly alpha: number;
  /** Attributes, fixed before the arm could act, that outcomes are foretold from. */
  readonly given?: readonly string[];
}

/** Evidence that arms are not assigned as claimed, at which everything is held. */
export const RATIO_HOLDS = 1_000;

/** A rollback that was decided, and what was known then. */
export interface Decided {
  readonly signal: string;
  /** Units that had been read. */
  readonly units: number;
  readonly time: number | undefined;
  readonly evidence: number;
  /** The cohort that explains it. */
  readonly cohort: CohortFinding;
  /** All units, as they were then. */
  readonly whole: CohortFinding;
  readonly arms: ArmComparison["arms"];
  /** The evidence that the drop is below margin: an e-value. */
  readonly promotion: number;
}

interface Signal {
  readonly name: string;
  readonly comparison: CohortComparison;
  readonly stages: Stages;
  units: number;
}

/**
 * Reads a stream once more, now for its outcomes: each signal over all units and in every cohort, a rollback
 * as soon as their evidence together is enough, a promotion at the end only.
 */
export class Detection {
  readonly #facts: StreamFacts;
  readonly #options: DetectionOptions;
  readonly #entrances: Entrances;
  readonly #signals: ReadonlyMap<string, Signal>;
  #decided: Decided | undefined;
  #confirmation: Confirmation | undefined;
  #ratioFired: number | undefined;

  /** @param entries who comes into the `post` cohorts; needed where there are any. */
  constructor(facts: StreamFacts, options: DetectionOptions, post: readonly string[], entries?: PostEntries) {
    this.#facts = facts;
    this.#options = options;
    this.#entrances = new Entrances(facts, post);
    this.#signals = new Map(
      facts.signals.map((name) => [
        name,
        {
          name,
          comparison: new CohortComparison(options, facts.plan, facts.stages, options.given, entries?.of(name)),
          stages: new Stages(),
          units: 0,
        },
      ]),
    );
  }

  /** Takes one line. */
  add(line: StreamLine): void {
    const signal = this.#signals.get(line.signal);
    if (signal === undefined || line.error !== undefined) return;
    const entered = this.#entrances.of(line);
    if (entered !== undefined) this.#enter(signal, line, entered);
    for (const one of this.#entrances.triggered(line)) {
      signal.comparison.addTriggered(one.observation, one.attributes);
      this.#look(signal, { ...line, attributes: one.attributes }, one, true);
    }
  }

  #enter(signal: Signal, line: StreamLine, entered: Entrance): void {
    signal.units++;
    const { comparison, stages } = signal;
    if (stages.add(entered.share) && stages.count > 1) comparison.nextStage();
    comparison.add(entered.observation, line.attributes);
    this.#ratioFired ??= comparison.sampleRatio >= RATIO_HOLDS ? signal.units : undefined;
    this.#look(signal, line, entered, false);
  }

  #look(signal: Signal, line: StreamLine, { observation, share }: Entrance, post: boolean): void {
    if (this.#decided !== undefined) {
      if (signal.name === this.#decided.signal)
        this.#confirmation?.add(observation, line.attributes, signal.units, post);
      return;
    }
    const act = 1 / this.#options.alpha;
    if (this.rollback < act) return;
    for (const { comparison } of this.#signals.values()) comparison.leaveOutSkewed();
    if (this.rollback < act) return;
    const { name, comparison, units } = this.#strongest();
    const cohort = comparison.explain(share);
    this.#decided = {
      signal: name,
      units,
      time: line.time,
      evidence: this.rollback,
      cohort,
      whole: comparison.finding(0),
      arms: comparison.whole.arms,
      promotion: comparison.whole.promotion,
    };
    this.#confirmation = new Confirmation(this.#facts.plan, cohort, this.#options, this.#options.alpha);
  }

  #strongest(): Signal {
    const [first] = [...this.#signals.values()].toSorted((a, b) => b.comparison.rollback - a.comparison.rollback);
    if (first === undefined) throw new RangeError("a stream has one signal at least");
    return first;
  }

  /** The rollback, where one was decided. */
  get decided(): Decided | undefined {
    return this.#decided;
  }

  /** What units after it said of the cohort that was named. */
  get confirmation(): Confirmation["found"] | undefined {
    return this.#confirmation?.found;
  }

  /** The unit at which the arms were seen not to be assigned as claimed. */
  get ratioFired(): number | undefined {
    return this.#ratioFired;
  }

  /** The evidence for a rollback over all signals, which share what is staked: an e-value. */
  get rollback(): number {
    let sum = 0;
    for (const { comparison } of this.#signals.values()) sum += comparison.rollback;
    return this.#signals.size === 0 ? 1 : sum / this.#signals.size;
  }

  /** Each signal as it stands. */
  get signals(): readonly {
    readonly name: string;
    readonly units: number;
    readonly comparison: CohortComparison;
  }[] {
    return [...this.#signals.values()];
  }
}

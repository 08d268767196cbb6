import type { CohortPlan } from "../cohorts/cohort-plan.ts";
import { Expectation } from "../cohorts/expectation.ts";
import type { ArmObservation } from "../statistics/arm-comparison.ts";
import { DropInterval, type Interval } from "../statistics/drop-interval.ts";
import { Entrances } from "./entrances.ts";
import type { StreamFacts } from "./stream-census.ts";
import type { StreamLine } from "./stream-line.ts";

/** What an interval is made of. */
export interface IntervalWanted {
  readonly signal: string;
  /** Units of the signal that it is made from, the first ones. */
  readonly units: number;
  /** The cohort's stream; 0 is all units. */
  readonly stream: number;
  /** What those units gave. */
  readonly drop: number;
  /** Of that estimate. */
  readonly standardError: number;
}

/** Reads a stream once more for intervals of what was estimated from it. */
export class IntervalPass {
  readonly #entrances: Entrances;
  readonly #plan: CohortPlan;
  readonly #wanted: readonly { readonly asked: IntervalWanted; readonly interval: DropInterval }[];
  readonly #expectation: Expectation;
  readonly #streams: Int32Array;
  readonly #last: number;
  readonly #signal: string | undefined;
  #units = 0;

  constructor(
    facts: StreamFacts,
    { post, given }: { readonly post: readonly string[]; readonly given: readonly string[] },
    wanted: readonly IntervalWanted[],
    alpha: number,
  ) {
    this.#entrances = new Entrances(facts, post);
    this.#plan = facts.plan;
    this.#expectation = new Expectation(given);
    this.#streams = facts.plan.room;
    this.#wanted = wanted.map((asked) => ({
      asked,
      interval: new DropInterval({ drop: asked.drop, step: asked.standardError / 2 }, alpha),
    }));
    this.#signal = wanted[0]?.signal;
    this.#last = Math.max(0, ...wanted.map(({ units }) => units));
  }

  /** Takes one line. @returns whether more are wanted. */
  add(line: StreamLine): boolean {
    if (line.signal !== this.#signal || line.error !== undefined) return true;
    const entered = this.#entrances.of(line);
    if (entered !== undefined) {
      if (++this.#units > this.#last) return false;
      const known = line.attributes === undefined ? {} : { attributes: line.attributes };
      const forecast = this.#expectation.forecast(known);
      this.#into(this.#plan.place(line.attributes, this.#streams), entered.observation, forecast);
      this.#expectation.learn(known, entered.observation.value);
    }
    for (const { observation, attributes } of this.#entrances.triggered(line))
      this.#into(this.#plan.placePost(attributes, this.#streams), observation);
    return true;
  }

  /** All units are foretold from their attributes; those of a cohort are alike already. */
  #into(count: number, observation: ArmObservation, forecast?: number): void {
    const streams = this.#streams.subarray(0, count);
    for (const { asked, interval } of this.#wanted)
      if (this.#units <= asked.units && streams.includes(asked.stream))
        interval.add(asked.stream > 0 || forecast === undefined ? observation : { ...observation, forecast });
  }

  /** The intervals, in the order in which they were asked for. */
  get intervals(): readonly Interval[] {
    return this.#wanted.map(({ interval }) => interval.interval);
  }
}

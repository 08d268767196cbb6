import type { CohortPlan } from "../cohorts/cohort-plan.ts";
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
  readonly #streams: Int32Array;
  readonly #last: number;
  readonly #signal: string | undefined;
  #units = 0;

  constructor(facts: StreamFacts, post: readonly string[], wanted: readonly IntervalWanted[], alpha: number) {
    this.#entrances = new Entrances(facts, post);
    this.#plan = facts.plan;
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
    if (line.signal !== this.#signal) return true;
    const entered = this.#entrances.of(line);
    if (entered !== undefined) {
      if (++this.#units > this.#last) return false;
      this.#into(this.#plan.place(line.attributes, this.#streams), entered.observation);
    }
    for (const { observation, attributes } of this.#entrances.triggered(line))
      this.#into(this.#plan.placePost(attributes, this.#streams), observation);
    return true;
  }

  #into(count: number, observation: Parameters<DropInterval["add"]>[0]): void {
    const streams = this.#streams.subarray(0, count);
    for (const { asked, interval } of this.#wanted)
      if (this.#units <= asked.units && streams.includes(asked.stream)) interval.add(observation);
  }

  /** The intervals, in the order in which they were asked for. */
  get intervals(): readonly Interval[] {
    return this.#wanted.map(({ interval }) => interval.interval);
  }
}

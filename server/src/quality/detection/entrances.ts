import type { Attributes } from "../cohorts/attribute-values.ts";
import type { ArmObservation } from "../statistics/arm-comparison.ts";
import { shareOf } from "./share-reading.ts";
import { type StreamFacts, triggers } from "./stream-census.ts";
import type { StreamLine } from "./stream-line.ts";

/** A unit that enters by one of its lines. */
export interface Entrance {
  readonly observation: ArmObservation;
  /** The candidate's probability. */
  readonly share: number;
}

/** The same, of a unit that came into the cohorts of one `post` attribute. */
export interface Triggered extends Entrance {
  readonly attributes: Attributes;
}

/** Brings units in, each once, at the first of its lines, with the mean of all of them. */
export class Entrances {
  readonly #facts: StreamFacts;
  readonly #post: readonly string[];

  /** Begins a new reading of the stream. */
  constructor(facts: StreamFacts, post: readonly string[]) {
    this.#facts = facts;
    this.#post = post;
    facts.table.forgetEntered();
    facts.triggered.forgetEntered();
  }

  /** The unit of a line, if it enters by it. */
  of(line: StreamLine): Entrance | undefined {
    const { table } = this.#facts;
    const { slot, isNew } = table.entry(line.unit, line.signal);
    // What was not there at the first reading was written since.
    if (isNew || !table.enter(slot)) return undefined;
    return this.#entrance(line, table.mean(slot));
  }

  /** The unit of a line, for each `post` attribute whose trigger it is. */
  triggered(line: StreamLine): readonly Triggered[] {
    if (this.#post.length === 0) return [];
    const { table, triggered } = this.#facts;
    return this.#post.flatMap((name) => {
      if (!triggers(line, name)) return [];
      const { slot, isNew } = triggered.entry(line.unit, `${line.signal}\u0000${name}`);
      if (isNew || !triggered.enter(slot)) return [];
      // It was assigned once, whatever a later line says of how.
      const p = table.firstProbability(table.entry(line.unit, line.signal).slot, line.p);
      return [
        { ...this.#entrance({ ...line, p }, triggered.mean(slot)), attributes: { [name]: line.attributes?.[name] } },
      ];
    });
  }

  #entrance({ arm, p }: StreamLine, value: number): Entrance {
    const candidate = arm === "candidate";
    const share = shareOf(this.#facts.reading, candidate, p);
    return { observation: { arm, value, probability: candidate ? share : 1 - share }, share };
  }
}

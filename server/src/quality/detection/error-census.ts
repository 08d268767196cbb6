import { SampleRatio } from "../statistics/sample-ratio.ts";
import { type ShareReading, shareOf } from "./share-reading.ts";
import type { StreamLine } from "./stream-line.ts";
import { UnitTable } from "./unit-table.ts";

/** Units that met an infrastructure error, by arm. */
export interface ErrorFacts {
  readonly lines: number;
  readonly baseline: number;
  readonly candidate: number;
  /** That the arms differ in how many of their units met one: an e-value. */
  readonly evidence: number;
}

/**
 * Counts units that met an infrastructure error. Were errors no business of the arm, a unit that met one would be a
 * candidate's with the probability that it was assigned by: that is a sample-ratio test of its own.
 */
export class ErrorCensus {
  readonly #table = new UnitTable();
  readonly #ratios = { own: new SampleRatio(), candidate: new SampleRatio() };
  readonly #units = { baseline: 0, candidate: 0 };
  #lines = 0;

  /** Takes one line that has an error. @returns whether it is the first of its unit. */
  add({ unit, signal, arm, p }: StreamLine): boolean {
    this.#lines++;
    if (!this.#table.entry(unit, signal).isNew) return false;
    this.#units[arm]++;
    const candidate = arm === "candidate";
    for (const reading of ["own", "candidate"] as const)
      this.#ratios[reading].add(candidate, shareOf(reading, candidate, p));
    return true;
  }

  /** Whether a unit met one. */
  has({ unit, signal }: StreamLine): boolean {
    return this.#lines > 0 && this.#table.has(unit, signal);
  }

  /** What was counted. */
  facts(reading: ShareReading): ErrorFacts {
    return { lines: this.#lines, ...this.#units, evidence: this.#ratios[reading].evidence };
  }
}

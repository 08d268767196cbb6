import type { AttributeValues, Attributes } from "./attribute-values.ts";
import { type Cohort, EVERYONE } from "./cohort.ts";

/** A cohort that is tracked, and its part of what is staked. */
export interface PlannedCohort {
  readonly cohort: Cohort;
  readonly weight: number;
  /** Its part of the units, as it was counted before any outcome was looked at; 1 for that of all. */
  readonly share: number;
}

/** What is not tracked, and why not. */
export interface DroppedCohorts {
  readonly attribute: string;
  /** Values, or pairs of values, that have no cohort of their own. */
  readonly values: number;
  readonly reason: "few_units" | "many_values";
}

/** Cohorts of one attribute: the numbers of their streams by value. */
interface OneWay {
  readonly values: AttributeValues;
  readonly post: boolean;
  readonly streams: ReadonlyMap<string, number>;
}

/** Which cohorts are tracked, each a stream with a number; the first is of all units. */
export class CohortPlan {
  readonly cohorts: readonly PlannedCohort[];
  readonly dropped: readonly DroppedCohorts[];
  readonly #oneWay: readonly OneWay[];
  /** Streams of two attributes, by those of each. */
  readonly #twoWay: ReadonlyMap<number, number>;
  readonly #found: Int32Array;

  constructor(
    cohorts: readonly PlannedCohort[],
    dropped: readonly DroppedCohorts[],
    oneWay: readonly OneWay[],
    twoWay: ReadonlyMap<number, number>,
  ) {
    this.cohorts = cohorts;
    this.dropped = dropped;
    this.#oneWay = oneWay;
    this.#twoWay = twoWay;
    this.#found = new Int32Array(oneWay.length);
  }

  /** Room for the streams of one unit. */
  get room(): Int32Array {
    const ways = this.#oneWay.length;
    return new Int32Array(1 + ways + (ways * (ways - 1)) / 2);
  }

  /** Writes the streams that a unit is in into `into`. @returns how many they are. */
  place(attributes: Attributes | undefined, into: Int32Array): number {
    into[0] = 0;
    if (attributes === undefined) return 1;
    let count = 1;
    let ones = 0;
    for (const { values, post, streams } of this.#oneWay) {
      if (post) continue;
      const value = values.valueOf(attributes[values.name]);
      const stream = value === undefined ? undefined : streams.get(value);
      if (stream === undefined) continue;
      into[count++] = stream;
      this.#found[ones++] = stream;
    }
    for (let first = 0; first < ones; first++)
      for (let second = first + 1; second < ones; second++) {
        const stream = this.#twoWay.get(pairKey(this.#found[first] ?? 0, this.#found[second] ?? 0));
        if (stream !== undefined) into[count++] = stream;
      }
    return count;
  }

  /** Writes the streams of the cohorts that a unit has come into after it was assigned. @returns how many. */
  placePost(attributes: Attributes | undefined, into: Int32Array): number {
    let count = 0;
    for (const { values, post, streams } of this.#oneWay) {
      const value = post ? triggerOf(values, attributes) : undefined;
      const stream = value === undefined ? undefined : streams.get(value);
      if (stream !== undefined) into[count++] = stream;
    }
    return count;
  }
}

/** A plan of no cohort but that of all units. */
export const WHOLE_PLAN = new CohortPlan([{ cohort: EVERYONE, weight: 1, share: 1 }], [], [], new Map());

/** Two streams as one number: there are far fewer than 2^20. */
export function pairKey(first: number, second: number): number {
  return first * 2 ** 20 + second;
}

/** The value of an attribute that came to be; undefined where it has not. */
export function triggerOf(values: AttributeValues, attributes: Attributes | undefined): string | undefined {
  const value = attributes?.[values.name];
  return value === false || value === 0 || value === "false" || value === "no" || value === "0"
    ? undefined
    : values.valueOf(value);
}

import type { Attributes } from "../cohorts/attribute-values.ts";

/** Attributes with more values than this name units and not what they ran on. */
const MOST_VALUES = 512;
const MOST_ATTRIBUTES = 64;
/** Places before a change in which what was new may have made it, as a part of the units since, and at least. */
const SLACK = 0.25;
/** The same after it: an alarm that is seen soon is dated too early. */
const SLACK_AFTER = 0.5;
const LEAST_SLACK = 3;
/** What part of the units from its first to its last has to have a value for it to be one that something ran on. */
const DENSITY = 0.3;
/** An attribute of which so many of the units have a value of their own names them, and is no version. */
const NAMES = 0.5;

/** A value of an attribute that came up when something changed. */
export interface Coincidence {
  readonly attribute: string;
  readonly value: string;
  /** The value that units had before. */
  readonly before: string | null;
  /** Place and time of the first unit that had it. */
  readonly place: number;
  readonly time: number | null;
}

interface Seen {
  readonly first: number;
  readonly time: number | undefined;
  readonly before: string | undefined;
  count: number;
  last: number;
}

interface History {
  readonly values: Map<string, Seen>;
  last: string | undefined;
}

/** Remembers when each value of each attribute came up first: a version, a model, a contract. */
export class ValueHistory {
  readonly #attributes = new Map<string, History>();
  readonly #ignored: ReadonlySet<string>;
  #places = 0;

  /** @param ignored attributes that are known to differ from unit to unit. */
  constructor(ignored: readonly string[]) {
    this.#ignored = new Set(ignored);
  }

  /** Takes the attributes of one more unit. */
  add(attributes: Attributes | undefined, place: number, time: number | undefined): void {
    this.#places = place;
    if (attributes === undefined) return;
    for (const name in attributes) {
      const given = attributes[name];
      if (given === undefined || given === null || given === "" || this.#ignored.has(name)) continue;
      let history = this.#attributes.get(name);
      if (history === undefined) {
        if (this.#attributes.size >= MOST_ATTRIBUTES) continue;
        this.#attributes.set(name, (history = { values: new Map(), last: undefined }));
      }
      if (history.values.size > MOST_VALUES) continue;
      const value = String(given);
      const seen = history.values.get(value);
      if (seen === undefined)
        history.values.set(value, { first: place, time, before: history.last, count: 1, last: place });
      else {
        seen.count++;
        seen.last = place;
      }
      history.last = value;
    }
  }

  /** Values that came up about when something changed, as seen at a place; the nearest first. */
  around(change: number, seen = this.#places): readonly Coincidence[] {
    const since = Math.max(1, seen - change);
    const from = change - Math.max(LEAST_SLACK, SLACK * since);
    const to = change + Math.max(LEAST_SLACK, SLACK_AFTER * since);
    const found: Coincidence[] = [];
    for (const [attribute, { values }] of this.#attributes) {
      if (values.size > MOST_VALUES || values.size > NAMES * this.#places) continue;
      for (const [value, { first, time, before, count, last }] of values) {
        if (first < from || first > to || before === undefined || count < DENSITY * (last - first + 1)) continue;
        found.push({ attribute, value, before, place: first, time: time ?? null });
      }
    }
    return found.toSorted((a, b) => Math.abs(a.place - change) - Math.abs(b.place - change));
  }
}

import type { Attributes } from "./attribute-values.ts";
import { Moments } from "../statistics/learnt-mean.ts";

/** Attributes that every stream with times has: the hour of the day and the day of the week, by UTC. */
const TIMES = {
  hour: (time: number) => String(new Date(time).getUTCHours()),
  weekday: (time: number) => String(new Date(time).getUTCDay()),
} as const;

/** Names of these. */
export const FROM_TIME: ReadonlySet<string> = new Set(Object.keys(TIMES));

/** Units below which the mean of one value of an attribute is drawn half way to that of all. */
const HALF_KNOWN = 5;
/** Values of one attribute that are kept; more are names of units, by which nothing can be expected. */
const MOST_VALUES = 10_000;

/** A line whose attributes can tell what is expected of it. */
export interface Expected {
  readonly attributes?: Attributes;
  /** Milliseconds since 1970. */
  readonly time?: number;
}

/** What values of one attribute differ by, on what the attributes before it left. */
class Effect {
  readonly #values = new Map<string, Moments>();
  /** Of all units that have the attribute. */
  readonly #all = new Moments();

  learn(key: string, left: number): void {
    let moments = this.#values.get(key);
    if (moments === undefined) {
      if (this.#values.size >= MOST_VALUES) return;
      this.#values.set(key, (moments = new Moments()));
    }
    moments.add(left);
    this.#all.add(left);
  }

  /** By how much one value is above all, drawn to nothing where few units tell it. */
  of(key: string): number {
    const moments = this.#values.get(key);
    if (moments === undefined) return 0;
    return ((moments.mean - this.#all.mean) * moments.count) / (moments.count + HALF_KNOWN);
  }
}

/**
 * What is expected of a unit by attributes that make values differ in health: the hour of the day, the task of
 * a suite, the kind of journey. Each is held against its own mean, so that neither a daily swing nor a shift of
 * workload looks like a change of quality. Effects add up, each estimated on what those before it left. Means are
 * compared when they are asked for, so that the order of units makes no difference: files are sorted by task.
 */
export class Expectation {
  readonly #names: readonly string[];
  readonly #effects: readonly Effect[];
  readonly #whole = new Moments();

  constructor(names: readonly string[]) {
    this.#names = names;
    this.#effects = names.map(() => new Effect());
  }

  /** Readings of a baseline that it takes to learn from it: one for each attribute. */
  get readings(): number {
    return Math.max(1, this.#names.length);
  }

  /** Learns from one unit, as it comes: a later attribute goes by what the others are known for by then. */
  learn(line: Expected, value: number): void {
    this.#whole.add(value);
    let left = value;
    this.#names.forEach((name, index) => {
      const key = keyOf(line, name);
      const effect = this.#effects[index];
      if (key === undefined || effect === undefined) return;
      effect.learn(key, left);
      left -= effect.of(key);
    });
  }

  /** Learns one attribute from one unit of a baseline, those before it being known. @param reading from 0. */
  learnIn(reading: number, line: Expected, value: number): void {
    if (reading === 0) this.#whole.add(value);
    const name = this.#names[reading];
    const key = name === undefined ? undefined : keyOf(line, name);
    if (key !== undefined) this.#effects[reading]?.learn(key, value - this.#sum(line, reading));
  }

  #sum(line: Expected, until: number): number {
    let sum = 0;
    for (let index = 0; index < until; index++) {
      const key = keyOf(line, this.#names[index] ?? "");
      if (key !== undefined) sum += this.#effects[index]?.of(key) ?? 0;
    }
    return sum;
  }

  /** How much higher than the mean a unit's value is expected, by its attributes. */
  shift(line: Expected): number {
    if (this.#names.length === 0) return 0;
    const { mean } = this.#whole;
    return Math.min(1 - mean, Math.max(-mean, this.#sum(line, this.#names.length)));
  }

  /** What a unit's value will be on the mean; undefined before enough was learnt to tell. */
  forecast(line: Expected): number | undefined {
    return this.#whole.count < TOLD || this.#names.length === 0 ? undefined : this.#whole.mean + this.shift(line);
  }
}

/** Units from which on a forecast is better than none. */
const TOLD = 100;

/** Numbers below this are a count of something, and no milliseconds since 1970 (1973). */
const LEAST_TIME = 1e11;

function keyOf({ attributes, time }: Expected, name: string): string | undefined {
  const value: Attributes[string] = attributes?.[name];
  if (value !== undefined && value !== null) return String(value);
  if (time === undefined || time < LEAST_TIME || (name !== "hour" && name !== "weekday")) return undefined;
  return TIMES[name](time);
}

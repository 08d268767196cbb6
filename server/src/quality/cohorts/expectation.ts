import type { Attributes } from "./attribute-values.ts";
import { Moments } from "../statistics/learnt-mean.ts";

/** Attributes that every stream with times has: the hour of the day and the day of the week, by UTC. */
const FROM_TIME = {
  hour: (time: number) => String(new Date(time).getUTCHours()),
  weekday: (time: number) => String(new Date(time).getUTCDay()),
} as const;

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

/**
 * What is expected of a unit by attributes that make values differ in health: the hour of the day, the task of
 * a suite, the kind of journey. Each is held against its own mean, so that neither a daily swing nor a shift of
 * workload looks like a change of quality. Effects add up, each estimated on what those before it left.
 */
export class Expectation {
  readonly #names: readonly string[];
  readonly #effects: readonly Map<string, Moments>[];
  readonly #whole = new Moments();

  constructor(names: readonly string[]) {
    this.#names = names;
    this.#effects = names.map(() => new Map());
  }

  /** Learns from one unit of the baseline. */
  learn(line: Expected, value: number): void {
    this.#whole.add(value);
    let left = value - this.#whole.mean;
    this.#names.forEach((name, index) => {
      const key = keyOf(line, name);
      const effects = this.#effects[index];
      if (key === undefined || effects === undefined) return;
      let effect = effects.get(key);
      if (effect === undefined) {
        if (effects.size >= MOST_VALUES) return;
        effects.set(key, (effect = new Moments()));
      }
      effect.add(left);
      left -= drawn(effect);
    });
  }

  /** How much higher than the mean a unit's value is expected, by its attributes. */
  shift(line: Expected): number {
    if (this.#names.length === 0) return 0;
    let shift = 0;
    this.#names.forEach((name, index) => {
      const key = keyOf(line, name);
      const effect = key === undefined ? undefined : this.#effects[index]?.get(key);
      if (effect !== undefined) shift += drawn(effect);
    });
    const { mean } = this.#whole;
    return Math.min(1 - mean, Math.max(-mean, shift));
  }

  /** What a unit's value will be on the mean; undefined before enough was learnt to tell. */
  forecast(line: Expected): number | undefined {
    return this.#whole.count < TOLD || this.#names.length === 0 ? undefined : this.#whole.mean + this.shift(line);
  }
}

/** An effect, drawn to nothing where few units tell it. */
function drawn(effect: Moments): number {
  return (effect.mean * effect.count) / (effect.count + HALF_KNOWN);
}

/** Units from which on a forecast is better than none. */
const TOLD = 100;

function keyOf({ attributes, time }: Expected, name: string): string | undefined {
  const value: Attributes[string] = attributes?.[name];
  if (value !== undefined && value !== null) return String(value);
  return time !== undefined && (name === "hour" || name === "weekday") ? FROM_TIME[name](time) : undefined;
}

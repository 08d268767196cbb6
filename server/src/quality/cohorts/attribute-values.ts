import { SpaceSaving } from "./space-saving.ts";

/** What a unit may have as an attribute. */
export type AttributeValue = string | number | boolean | null | undefined;

/** Attributes of a unit by name. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Values of one attribute that are told apart by their counters. */
const SKETCH = 512;
/** More numbers than this are no names, and are cut into ranges. */
const NAMES = 24;
const RANGES = 4;

/**
 * How the values of one attribute become values of cohorts: a name as it is, numbers of which there are many
 * as the quarter of them that they are in. The ranges are those of a first sample, and never move.
 */
export class AttributeValues {
  readonly name: string;
  readonly sketch = new SpaceSaving(SKETCH);
  readonly #cuts: readonly number[] | undefined;

  /** @param sample values that were seen first. */
  constructor(name: string, sample: readonly AttributeValue[]) {
    this.name = name;
    this.#cuts = cutsOf(sample);
  }

  /** The value for cohorts; undefined for a unit that has none. */
  valueOf(value: AttributeValue): string | undefined {
    if (value === undefined || value === null || value === "") return undefined;
    if (this.#cuts === undefined) return String(value);
    if (typeof value !== "number") return Number.isFinite(Number(value)) ? this.#range(Number(value)) : String(value);
    return this.#range(value);
  }

  #range(value: number): string {
    const cuts = this.#cuts ?? [];
    const place = cuts.findIndex((cut) => value <= cut);
    if (place === 0) return `<=${cuts[0]}`;
    if (place < 0) return `>${cuts.at(-1)}`;
    return `${cuts[place - 1]}..${cuts[place]}`;
  }
}

/** Where to cut; undefined for names, and for numbers that are few enough to be names. */
function cutsOf(sample: readonly AttributeValue[]): readonly number[] | undefined {
  const present = sample.filter((value) => value !== undefined && value !== null && value !== "");
  const numbers = present.map((value) => (typeof value === "boolean" ? Number.NaN : Number(value)));
  if (numbers.some((value) => !Number.isFinite(value)) || new Set(numbers).size <= NAMES) return undefined;
  const sorted = numbers.toSorted((a, b) => a - b);
  const cuts = Array.from(
    { length: RANGES - 1 },
    (_, index) => sorted[Math.floor(((index + 1) * sorted.length) / RANGES)] ?? 0,
  );
  return [...new Set(cuts)];
}

import { DROPS } from "./mixture.ts";

/** What a detector watches for. */
export interface ChangeDetectorOptions {
  /**
   * The mean of the baseline: known, or the lower bound of one that was learnt (`wilsonLowerBound`).
   * With the plain mean of a learnt baseline false alarms come more often than promised.
   */
  readonly mean: number;
  /** Variance of the baseline's values; that of a share where it is left out. */
  readonly variance?: number;
  /** Units, on the mean, from one false alarm to the next. */
  readonly runLength: number;
}

const HEAD_START = 0.02;

/**
 * Watches a stream for a drop below its baseline: a mixture of Shiryaev-Roberts e-detectors (Shin,
 * Ramdas and Rinaldo 2024) with a head start. Its mean run length to a false alarm is at least
 * `runLength` whatever the values are, as long as their mean is not below the baseline's.
 */
export class ChangeDetector {
  readonly #stakes: readonly number[];
  readonly #mean: number;
  readonly #threshold: number;
  readonly #evidence: Float64Array;
  #count = 0;

  /** @param evidence as `state` gave it. */
  constructor({ mean, variance = mean * (1 - mean), runLength }: ChangeDetectorOptions, evidence?: readonly number[]) {
    this.#mean = mean;
    this.#threshold = (1 + HEAD_START) * runLength;
    const cap = 1 / (2 * (1 - mean));
    this.#stakes = DROPS.drops.map((drop) => Math.min(cap, drop / (variance + drop * drop)));
    this.#evidence = Float64Array.from(evidence ?? DROPS.drops.map(() => HEAD_START * runLength));
  }

  /** Takes one more value in [0,1], higher is better. @returns whether it raises the alarm. @throws {RangeError} */
  add(value: number): boolean {
    if (!(value >= 0 && value <= 1)) throw new RangeError(`a value of ${value} is not in [0,1]`);
    this.#count++;
    const below = this.#mean - value;
    let sum = 0;
    for (let j = 0; j < this.#stakes.length; j++) {
      const next = ((this.#evidence[j] ?? 0) + 1) * (1 + (this.#stakes[j] ?? 0) * below);
      this.#evidence[j] = next;
      sum += (DROPS.weights[j] ?? 0) * next;
    }
    return sum >= this.#threshold;
  }

  /** Values so far. */
  get count(): number {
    return this.#count;
  }

  /** All that has to be kept until the next value. */
  state(): readonly number[] {
    return [...this.#evidence];
  }
}

/** The one-sided lower bound of a share by Wilson's score (1927): `z` 1.645 for 95 %. */
export function wilsonLowerBound(mean: number, count: number, z = 1.6448536269514722): number {
  if (count <= 0) return 0;
  const z2 = z * z;
  const centre = mean + z2 / (2 * count);
  const spread = z * Math.sqrt((mean * (1 - mean)) / count + z2 / (4 * count * count));
  return Math.max(0, (centre - spread) / (1 + z2 / count));
}

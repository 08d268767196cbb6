import { DROPS } from "./mixture.ts";

const SIZES = DROPS.drops.length;
/** Drops of the mixture for which the moment of the change is kept: 1, 2, 4 and 16 points. */
const DATED = [2, 3, 4, 6] as const;
/** Of each: a CUSUM's evidence, and units, place, sum and sum of squares when it last began anew. */
const DATE_SLOTS = 5;
const UNITS = SIZES + DATED.length * DATE_SLOTS;
const SUM = UNITS + 1;
const SQUARES = UNITS + 2;
/** What a stream is held against. */
const MEAN = UNITS + 3;
const VARIANCE = UNITS + 4;
const THRESHOLD = UNITS + 5;

/** Numbers that one stream takes: 272 bytes. */
const SLOTS = UNITS + 6;
const HEAD_START = 0.02;

/** What a stream is held against. */
export interface Watch {
  /** A mean that the baseline's is not below. */
  readonly mean: number;
  readonly variance: number;
  /** Units of the stream from one false alarm to the next, on the mean. */
  readonly runLength: number;
}

/** When a stream changed, by its own evidence. */
export interface ChangePoint {
  /** Place of the last unit before the change. */
  readonly place: number;
  /** Units since, their mean, and how much they vary around it. */
  readonly units: number;
  readonly mean: number;
  readonly variance: number;
}

/**
 * Many detectors at once, each as `ChangeDetector`, in one block of memory; and for each an estimate of when
 * its change began: where the CUSUM of the drop that explains it best last began anew (Page 1954).
 */
export class DetectorBank {
  readonly streams: number;
  readonly #memory: Float64Array;

  constructor(streams: number) {
    this.streams = streams;
    this.#memory = new Float64Array(streams * SLOTS);
    for (let stream = 0; stream < streams; stream++) this.#memory[stream * SLOTS + THRESHOLD] = Infinity;
  }

  /** Begins to watch a stream, from nothing. */
  start(stream: number, watch: Watch): void {
    const at = stream * SLOTS;
    this.#memory.fill(0, at, at + SLOTS);
    this.#memory.fill(HEAD_START * watch.runLength, at, at + SIZES);
    this.hold(stream, watch);
  }

  /** Holds a stream against something else from now on: what is known by now, but not by the units to come. */
  hold(stream: number, { mean, variance, runLength }: Watch): void {
    const at = stream * SLOTS;
    this.#memory[at + MEAN] = mean;
    this.#memory[at + VARIANCE] = variance;
    this.#memory[at + THRESHOLD] = (1 + HEAD_START) * runLength;
  }

  /** Watches a stream no more, until it is started again. */
  stop(stream: number): void {
    this.#memory[stream * SLOTS + THRESHOLD] = Infinity;
  }

  /**
   * Takes a value into some streams.
   *
   * @param shift how much higher this value is expected than others, by what was known before it.
   * @param place of the unit in the whole stream.
   * @param into the streams, of which the first `count` are meant.
   * @returns whether one of them raises the alarm.
   */
  add(value: number, shift: number, place: number, into: Int32Array, count: number): boolean {
    const memory = this.#memory;
    let alarm = false;
    for (let index = 0; index < count; index++) {
      const at = (into[index] ?? 0) * SLOTS;
      const threshold = memory[at + THRESHOLD] ?? Infinity;
      if (threshold === Infinity) continue;
      const expected = (memory[at + MEAN] ?? 0) + shift;
      const variance = memory[at + VARIANCE] ?? 0.25;
      const cap = 1 / (2 * Math.max(0.05, 1 - expected));
      const below = expected - value;
      memory[at + UNITS] = (memory[at + UNITS] ?? 0) + 1;
      const own = value - shift;
      memory[at + SUM] = (memory[at + SUM] ?? 0) + own;
      memory[at + SQUARES] = (memory[at + SQUARES] ?? 0) + own * own;
      let sum = 0;
      let dated = 0;
      for (let j = 0; j < SIZES; j++) {
        const drop = DROPS.drops[j] ?? 0;
        const factor = 1 + Math.min(cap, drop / (variance + drop * drop)) * below;
        const next = ((memory[at + j] ?? 0) + 1) * factor;
        memory[at + j] = next;
        sum += (DROPS.weights[j] ?? 0) * next;
        if (j !== DATED[dated]) continue;
        this.#date(at + SIZES + dated * DATE_SLOTS, factor, at, place);
        dated++;
      }
      if (sum >= threshold) alarm = true;
    }
    return alarm;
  }

  #date(date: number, factor: number, at: number, place: number): void {
    const memory = this.#memory;
    const grown = Math.max(1, memory[date] ?? 1) * factor;
    memory[date] = Math.min(1e300, grown);
    if (grown >= 1) return;
    memory[date + 1] = memory[at + UNITS] ?? 0;
    memory[date + 2] = place;
    memory[date + 3] = memory[at + SUM] ?? 0;
    memory[date + 4] = memory[at + SQUARES] ?? 0;
  }

  /** The evidence of a stream as a part of what raises the alarm. */
  evidence(stream: number): number {
    const at = stream * SLOTS;
    let sum = 0;
    for (let j = 0; j < SIZES; j++) sum += (DROPS.weights[j] ?? 0) * (this.#memory[at + j] ?? 0);
    return sum / (this.#memory[at + THRESHOLD] ?? Infinity);
  }

  /** When a stream changed, if it did. */
  change(stream: number): ChangePoint {
    const at = stream * SLOTS;
    let [best, most] = [at + SIZES, -1];
    for (let dated = 0; dated < DATED.length; dated++) {
      const date = at + SIZES + dated * DATE_SLOTS;
      const evidence = this.#memory[date] ?? 0;
      if (evidence > most) [best, most] = [date, evidence];
    }
    const units = (this.#memory[at + UNITS] ?? 0) - (this.#memory[best + 1] ?? 0);
    const sum = (this.#memory[at + SUM] ?? 0) - (this.#memory[best + 3] ?? 0);
    const squares = (this.#memory[at + SQUARES] ?? 0) - (this.#memory[best + 4] ?? 0);
    const mean = units === 0 ? 0 : sum / units;
    const variance = units < 2 ? 0.25 : Math.max(0, squares - units * mean * mean) / (units - 1);
    return { place: this.#memory[best + 2] ?? 0, units, mean, variance };
  }
}

import type { ValueScale } from "../detection/stream-line.ts";

const SAMPLE = 20_000;
/** The part of the values beyond either end that does not make the scale. */
const TAIL = 0.005;
/** By how much of its width a scale reaches beyond what the baseline has. */
const ROOM = 0.5;
/** Values whose largest are so many times the middle one are told by their logarithms. */
const SKEWED = 3;

/**
 * Learns a scale for values without bounds (tokens, cost, latency) from a baseline: from about the least to about
 * the most that it has, with half as much room on either side; by logarithms where the values have a long tail.
 */
export class ScaleLearner {
  #sample: number[] = [];
  #every = 1;
  #count = 0;

  /** Takes one more value. */
  add(value: number): void {
    if (this.#count++ % this.#every !== 0) return;
    this.#sample.push(value);
    if (this.#sample.length < SAMPLE) return;
    this.#sample = this.#sample.filter((_, index) => index % 2 === 0);
    this.#every *= 2;
  }

  /** The scale, from low values to high ones. */
  get scale(): ValueScale {
    const sorted = this.#sample.toSorted((a, b) => a - b);
    const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
    const [least, middle, most] = [at(TAIL), at(0.5), at(1 - TAIL)];
    const log = least > 0 && most > SKEWED * middle;
    const [from, to] = log ? [Math.log(least), Math.log(most)] : [least, most];
    // Values that are all the same have no width: a part of what they are is as good as any.
    const room = to > from ? ROOM * (to - from) : Math.max(Math.abs(from) / 10, 1e-9);
    const [low, high] = [from - room, to + room];
    return log ? { low: Math.exp(low), high: Math.exp(high), log } : { low, high, log };
  }
}

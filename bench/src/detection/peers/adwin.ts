import type { ChangeMethod } from "./method.ts";

/** River's defaults (riverml.xyz, `drift.ADWIN`): how often it checks, buckets of a size, the shortest part of a cut. */
const [CLOCK, BUCKETS, SHORTEST] = [32, 5, 5];
/** The same: its delta. */
const THRESHOLD = Math.log(1 / 0.002);

/**
 * ADWIN2 (Bifet and Gavalda 2007, "Learning from time-changing data with adaptive windowing"): an
 * exponential histogram of the stream, cut in two everywhere; it alarms where the newer part's mean lies
 * more than `sqrt(2 v l / m) + 2 l / (3 m)` below the older's, with `l = ln(2 ln n / delta)`,
 * `1/m = 1/n0 + 1/n1` and the variance v of the window. The statistic is the largest `ln(1/delta)` at
 * which a cut would alarm; until the first alarm nothing else in it depends on delta. Cuts whose newer
 * part is higher do not count: that is no drop.
 */
export function adwin(): ChangeMethod {
  return { name: "ADWIN", threshold: THRESHOLD, start: () => new AdaptiveWindow() };
}

class AdaptiveWindow {
  /** Sums of buckets by the power of two of their size, the oldest first. */
  readonly #sums: number[][] = [];
  #count = 0;
  #sum = 0;
  #squares = 0;

  add(value: number): number {
    this.#count++;
    this.#sum += value;
    this.#squares += value * value;
    this.#insert(value, 0);
    return this.#count % CLOCK === 0 ? this.#mostCut() : -Infinity;
  }

  #insert(sum: number, power: number): void {
    const row = (this.#sums[power] ??= []);
    row.push(sum);
    if (row.length > BUCKETS) this.#insert(row.shift()! + row.shift()!, power + 1);
  }

  #mostCut(): number {
    const [n, mean] = [this.#count, this.#sum / this.#count];
    const variance = Math.max(0, this.#squares / n - mean * mean);
    let [count, sum, most] = [0, 0, -Infinity];
    for (let power = this.#sums.length - 1; power >= 0; power--) {
      for (const bucket of this.#sums[power]!) {
        count += 2 ** power;
        sum += bucket;
        if (count < SHORTEST || n - count < SHORTEST) continue;
        const drop = sum / count - (this.#sum - sum) / (n - count);
        if (drop > 0) most = Math.max(most, confidence(drop, variance, 1 / (1 / count + 1 / (n - count)), n));
      }
    }
    return most;
  }
}

/** The `ln(1/delta)` at which a difference is just as large as the bound: a quadratic equation in the root of l. */
function confidence(difference: number, variance: number, m: number, n: number): number {
  const [square, linear] = [2 / (3 * m), Math.sqrt((2 * variance) / m)];
  const root = (-linear + Math.sqrt(linear * linear + 4 * square * difference)) / (2 * square);
  return root * root - Math.log(2 * Math.log(n));
}

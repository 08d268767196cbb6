import { DROPS, logMean } from "./mixture.ts";

/** A margin that is this far outside of what is possible is refuted by that. */
const TOLERANCE = 1e-9;

/**
 * An e-process against one null on losses in [-1,1]: "the mean loss is at most `bound`" or "at least `bound`".
 * The bound may be another for each loss, as long as it was settled before the loss was seen.
 */
export class LossNull {
  readonly #logs = new Float64Array(DROPS.drops.length);
  readonly #sign: 1 | -1;
  #squares = 1;
  #count = 1;
  #refuted = false;

  /** @param against which null: that the mean is at most its bound, or at least. */
  constructor(against: "at_most" | "at_least") {
    this.#sign = against === "at_most" ? 1 : -1;
  }

  /** Bets on one more loss. */
  add(loss: number, bound: number): void {
    if (this.#refuted) return;
    this.close(bound);
    if (this.#refuted) return;
    const bracket = this.#sign * (loss - bound);
    const room = 1 + this.#sign * bound;
    const cap = room <= 0 ? 0 : 1 / (2 * room);
    const spread = this.#squares / this.#count;
    for (let j = 0; j < this.#logs.length; j++) {
      const factor = 1 + Math.min(cap, (DROPS.drops[j] ?? 0) / spread) * bracket;
      this.#logs[j] = (this.#logs[j] ?? 0) + Math.log(Math.max(0, factor));
    }
    this.#squares += bracket * bracket;
    this.#count++;
  }

  /** Looks at a bound without a loss: one that no mean can keep is refuted by that; one at the edge is not. */
  close(bound: number): void {
    if (this.#sign === 1 ? bound < -1 - TOLERANCE : bound > 1 + TOLERANCE) this.#refuted = true;
  }

  /** The logarithm of the evidence: of an e-value, or infinite where the null is refuted for certain. */
  get log(): number {
    return this.#refuted ? Infinity : logMean(this.#logs, DROPS.weights);
  }
}

import { LossNull } from "./loss-null.ts";

/** Of what a gate speaks: of the results that were made of a suite, or of the product that made them. */
export type Claim = "suite" | "product";

/** What a gate has to find or to rule out, as drops of the mean. */
export interface PairedGateOptions {
  /** The drop above which it fails. */
  readonly harm: number;
  /** The drop that passing must rule out. */
  readonly margin: number;
  readonly claim: Claim;
  /** Scenarios of the suite; a suite's claim corrects for those that are left. */
  readonly scenarios: number;
}

/**
 * Decides a suite of scenarios that ran under both versions, pair by pair in random order: fails where
 * the mean loss is more than `harm`, passes where it is less than `margin`.
 *
 * With the claim `suite` it speaks of the mean loss over all scenarios, had all been run: what those
 * so far have lost is taken off what those that are left may lose (sampling without replacement,
 * Waudby-Smith and Ramdas 2020). An early fail contradicts the whole suite with a probability of at
 * most alpha over the order. With the claim `product` it speaks of new answers too.
 */
export class PairedGate {
  readonly #options: PairedGateOptions;
  readonly #fail = new LossNull("at_most");
  readonly #pass = new LossNull("at_least");
  #count = 0;
  #sum = 0;

  constructor(options: PairedGateOptions) {
    this.#options = options;
  }

  /**
   * Takes one more scenario's loss, baseline less candidate, in [-1,1].
   *
   * @throws {RangeError} for any other loss, and for one scenario more than a suite has.
   */
  add(loss: number): void {
    if (!(loss >= -1 && loss <= 1)) throw new RangeError(`a loss of ${loss} is not in [-1,1]`);
    const { harm, margin, claim, scenarios } = this.#options;
    if (claim === "suite" && this.#count >= scenarios)
      throw new RangeError(`the suite has ${scenarios} scenarios, and all of them are in`);
    this.#fail.add(loss, this.#left(harm));
    this.#pass.add(loss, this.#left(margin));
    this.#count++;
    this.#sum += loss;
    if (claim === "suite" && this.#count < scenarios) {
      this.#fail.close(this.#left(harm));
      this.#pass.close(this.#left(margin));
    }
  }

  /** What the scenarios that are left would have to lose on the mean for the whole suite to lose so much. */
  #left(bound: number): number {
    const { claim, scenarios } = this.#options;
    return claim === "product" ? bound : boundOfRest(bound, scenarios, this.#count, this.#sum);
  }

  /** The logarithm of the evidence for failing; acts at ln(1/alpha). */
  get logFail(): number {
    return this.#over((mean) => mean > this.#options.harm) ?? this.#fail.log;
  }

  /** The logarithm of the evidence for passing; acts at ln(1/alpha). */
  get logPass(): number {
    return this.#over((mean) => mean < this.#options.margin) ?? this.#pass.log;
  }

  /** When a whole suite has run its mean is known, and there is nothing left to bet on. */
  #over(holds: (mean: number) => boolean): number | undefined {
    const { claim, scenarios } = this.#options;
    if (claim === "product" || this.#count < scenarios) return undefined;
    return holds(this.#sum / this.#count) ? Infinity : -Infinity;
  }

  /** Scenarios so far, and their mean loss. */
  get seen(): { readonly count: number; readonly loss: number } {
    return { count: this.#count, loss: this.#count === 0 ? 0 : this.#sum / this.#count };
  }
}

/** What the scenarios that are left lose on the mean if the whole suite loses `bound`. */
export function boundOfRest(bound: number, scenarios: number, count: number, sum: number): number {
  return (scenarios * bound - sum) / (scenarios - count);
}

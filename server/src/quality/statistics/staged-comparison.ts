import {
  ArmComparison,
  type ArmComparisonOptions,
  type ArmComparisonState,
  type ArmObservation,
} from "./arm-comparison.ts";

/** A staged comparison as it is stored between two observations. */
export type StagedState = readonly ArmComparisonState[];

/**
 * A comparison that goes through stages: one process from the start, and one more that begins with each
 * later stage, so that a drop that begins late is not held up by what came before it. The evidence for a
 * rollback is their weighted sum, half the weight on the first; one that has not begun is worth its weight.
 * It is an e-process as long as the number of stages was fixed before any outcome was seen.
 */
export class StagedComparison {
  readonly #options: ArmComparisonOptions;
  readonly #stages: number;
  readonly #begun: ArmComparison[];

  constructor(options: ArmComparisonOptions, stages = 1, state?: StagedState) {
    this.#options = options;
    this.#stages = stages;
    this.#begun = state?.map((one) => new ArmComparison(options, one)) ?? [new ArmComparison(options)];
  }

  /** Begins the next stage; where all that were planned have begun nothing changes. */
  nextStage(): void {
    if (this.#begun.length < this.#stages) this.#begun.push(new ArmComparison(this.#options));
  }

  /** Takes the outcome of one more unit. @throws {RangeError} as `ArmComparison` does. */
  add(observation: ArmObservation): void {
    for (const one of this.#begun) one.add(observation);
  }

  /** The evidence that the drop is larger than harm: an e-value. */
  get rollback(): number {
    const first = this.#stages === 1 ? 1 : 0.5;
    const later = this.#stages === 1 ? 0 : 0.5 / (this.#stages - 1);
    const waiting = later * (this.#stages - this.#begun.length);
    return this.#begun.reduce((sum, one, index) => sum + (index === 0 ? first : later) * one.rollback, waiting);
  }

  /** The comparison from the first unit on: the evidence of promotion, means and units are its. */
  get whole(): ArmComparison {
    const [first] = this.#begun;
    if (first === undefined) throw new RangeError("a stored comparison has one stage at least");
    return first;
  }

  /** All that has to be kept until the next unit. */
  state(): StagedState {
    return this.#begun.map((one) => one.state());
  }
}

import type { CohortPlan } from "../cohorts/cohort-plan.ts";
import type { Attributes } from "../cohorts/attribute-values.ts";
import { ArmComparison, type ArmComparisonOptions, type ArmObservation } from "../statistics/arm-comparison.ts";

/** What units that came after an alarm say of the cohort that was named. */
export interface Confirmed {
  /** Units of the cohort since. */
  readonly units: number;
  /** Whether they alone show a drop above harm. */
  readonly confirmed: boolean;
  /** The unit of the stream at which they did. */
  readonly at: number | undefined;
  /** All other units since: as good as baseline, down as well, or too few to tell. */
  readonly rest: "as_good" | "down" | "unknown";
}

/**
 * Looks at a cohort afresh from the unit on at which it was named: the units that named it cannot confirm
 * it, as it was chosen for what they showed.
 */
export class Confirmation {
  readonly #plan: CohortPlan;
  readonly #stream: number;
  readonly #act: number;
  readonly #inside: ArmComparison;
  readonly #outside: ArmComparison;
  readonly #streams: Int32Array;
  #units = 0;
  #at: number | undefined;
  #rest: Confirmed["rest"] = "unknown";

  constructor(plan: CohortPlan, stream: number, options: ArmComparisonOptions, alpha: number) {
    this.#plan = plan;
    this.#stream = stream;
    this.#act = 1 / alpha;
    this.#inside = new ArmComparison(options);
    this.#outside = new ArmComparison(options);
    this.#streams = plan.room;
  }

  /** Takes one more unit. @param at its number in the stream. @param post whether it is in by a trigger. */
  add(observation: ArmObservation, attributes: Attributes | undefined, at: number, post: boolean): void {
    const count = post ? this.#plan.placePost(attributes, this.#streams) : this.#plan.place(attributes, this.#streams);
    const within = this.#stream === 0 || this.#streams.subarray(0, count).includes(this.#stream);
    if (within) {
      this.#units++;
      this.#inside.add(observation);
      if (this.#at === undefined && this.#inside.rollback >= this.#act) this.#at = at;
    } else if (!post) {
      this.#outside.add(observation);
      if (this.#outside.rollback >= this.#act) this.#rest = "down";
      else if (this.#rest === "unknown" && this.#outside.promotion >= this.#act) this.#rest = "as_good";
    }
  }

  /** What they have said so far. */
  get found(): Confirmed {
    return { units: this.#units, confirmed: this.#at !== undefined, at: this.#at, rest: this.#rest };
  }
}

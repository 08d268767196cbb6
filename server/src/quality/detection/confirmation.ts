import type { CohortPlan } from "../cohorts/cohort-plan.ts";
import type { Attributes } from "../cohorts/attribute-values.ts";
import { ArmBank } from "../statistics/arm-bank.ts";
import { DROPS, dropsAround } from "../statistics/mixture.ts";
import type { CohortFinding } from "./cohort-comparison.ts";
import { ArmComparison, type ArmComparisonOptions, type ArmObservation } from "../statistics/arm-comparison.ts";

/** What units that came after an alarm say of the cohort that was named. */
export interface Confirmed {
  /** Units of the cohort since. */
  readonly units: number;
  /** Whether they alone show a drop above harm. */
  readonly confirmed: boolean;
  /** The unit of the stream at which they did. */
  readonly at: number | undefined;
  /** All other units since: as good as baseline, down as well, or not to be told. */
  readonly rest: "as_good" | "down" | "unknown";
}

/** A drop that was seen is taken for this large at least, beyond harm: less would take for ever to confirm. */
const LEAST_EXCESS = 0.0025;
/** The bank's streams: one bets on drops of any size, one around what was seen. */
const BOTH = Int32Array.of(0, 1);

/**
 * Looks at a cohort afresh from the unit on at which it was named: the units that named it cannot confirm
 * it, as it was chosen for what they showed.
 */
export class Confirmation {
  readonly #plan: CohortPlan;
  readonly #stream: number;
  /** Whether units come into the cohort after they were assigned: who is not in it cannot be told then. */
  readonly #isPost: boolean;
  readonly #act: number;
  readonly #inside: ArmBank;
  readonly #outside: ArmComparison;
  readonly #streams: Int32Array;
  #units = 0;
  #at: number | undefined;
  #rest: Confirmed["rest"] = "unknown";

  /** @param named the cohort, and the drop that was seen in it: what comes now is bet on around that. */
  constructor(
    plan: CohortPlan,
    named: Pick<CohortFinding, "stream" | "drop">,
    options: ArmComparisonOptions,
    alpha: number,
  ) {
    this.#plan = plan;
    this.#stream = named.stream;
    this.#isPost = plan.cohorts[named.stream]?.cohort.post === true;
    this.#act = 1 / alpha;
    // All units were not chosen among others: what is bet on there is what found it.
    const around = named.stream === 0 ? DROPS : dropsAround(Math.max(LEAST_EXCESS, named.drop - options.harm));
    this.#inside = new ArmBank(options.harm, BOTH.length, (stream) => (stream === 0 ? DROPS : around));
    this.#outside = new ArmComparison(options);
    this.#streams = plan.room;
  }

  /** Takes one more unit. @param at its number in the stream. @param post whether it is in by a trigger. */
  add(observation: ArmObservation, attributes: Attributes | undefined, at: number, post: boolean): void {
    const count = post ? this.#plan.placePost(attributes, this.#streams) : this.#plan.place(attributes, this.#streams);
    // All units are counted once: not again when a trigger brings them into a cohort of their own.
    const within = this.#stream === 0 ? !post : this.#streams.subarray(0, count).includes(this.#stream);
    if (within) {
      this.#units++;
      this.#inside.add(observation, BOTH, BOTH.length);
      if (this.#at === undefined && this.#evidence >= this.#act) this.#at = at;
    } else if (!post && !this.#isPost) {
      this.#outside.add(observation);
      if (this.#outside.rollback >= this.#act) this.#rest = "down";
      else if (this.#rest === "unknown" && this.#outside.promotion >= this.#act) this.#rest = "as_good";
    }
  }

  /**
   * Half is staked on either: what was seen is less than what is where a drop began late, as all units before it are
   * in its mean.
   */
  get #evidence(): number {
    return (this.#inside.rollback(0) + this.#inside.rollback(1)) / 2;
  }

  /** What they have said so far. */
  get found(): Confirmed {
    return { units: this.#units, confirmed: this.#at !== undefined, at: this.#at, rest: this.#rest };
  }
}

import { DROPS, logMean, marginMixture, type Mixture } from "./mixture.ts";
import { RunningMean } from "./running-mean.ts";

/** The two arms of a comparison. */
export type Arm = "baseline" | "candidate";

/** One unit's outcome: a unit is what is randomised, and enters once. */
export interface ArmObservation {
  readonly arm: Arm;
  /** In [0,1], higher is better. */
  readonly value: number;
  /** Of the unit's own arm, when it was assigned. */
  readonly probability: number;
  /**
   * What was expected of this unit before its outcome was known, from its attributes (which were
   * fixed before the arm could act); the pooled mean where it is left out.
   */
  readonly forecast?: number;
}

/** What a comparison has to find or to rule out, as drops of the mean: 0.03 are three points. */
export interface ArmComparisonOptions {
  /** The drop above which evidence rolls back. */
  readonly harm: number;
  /** The drop that promotion must rule out. */
  readonly margin: number;
}

/** A comparison as it is stored between two observations. */
export interface ArmComparisonState {
  readonly rollback: readonly number[];
  readonly promotion: readonly number[];
  readonly baseline: readonly [count: number, sum: number, squares: number];
  readonly candidate: readonly [count: number, sum: number, squares: number];
}

const LEAST_CENTRE = 0.02;
/** An arm that gets less is taken for one that gets nothing: no number holds what its units would weigh. */
const LEAST_PROBABILITY = 1e-6;

/**
 * Compares a candidate with the baseline that runs beside it, unit by unit: an e-process against "the
 * drop is at most `harm`" (which rolls back) and one against "the drop is at least `margin`" (which
 * promotes), mixed over sizes of drops.
 *
 * Each factor has the mean 1 + k (d - harm), or 1 + k (margin - d), given all that came before, where
 * d is the drop at that moment. So either is valid under any drift that both arms share, any change
 * of probabilities and any stopping (test martingales: Ville 1939; betting: Waudby-Smith and Ramdas
 * 2023). Units that could only be in one arm say nothing of a difference, and count nothing.
 */
export class ArmComparison {
  readonly #options: ArmComparisonOptions;
  readonly #promotionMixture: Mixture;
  readonly #rollback: Float64Array;
  readonly #promotion: Float64Array;
  readonly #arms: Readonly<Record<Arm, RunningMean>>;

  constructor(options: ArmComparisonOptions, state?: ArmComparisonState) {
    this.#options = options;
    this.#promotionMixture = marginMixture(options.margin);
    this.#rollback = Float64Array.from(state?.rollback ?? DROPS.drops.map(() => 0));
    this.#promotion = Float64Array.from(state?.promotion ?? this.#promotionMixture.drops.map(() => 0));
    this.#arms = {
      baseline: new RunningMean(...(state?.baseline ?? [])),
      candidate: new RunningMean(...(state?.candidate ?? [])),
    };
  }

  /** Takes the outcome of one more unit. @throws {RangeError} for a value or a forecast that is not in [0,1]. */
  add({ arm, value, probability, forecast }: ArmObservation): void {
    if (!(value >= 0 && value <= 1)) throw new RangeError(`a value of ${value} is not in [0,1]`);
    if (forecast !== undefined && !(forecast >= 0 && forecast <= 1))
      throw new RangeError(`a forecast of ${forecast} is not in [0,1]`);
    if (!(probability >= LEAST_PROBABILITY && probability <= 1 - LEAST_PROBABILITY)) return;
    const { baseline, candidate } = this.#arms;
    const pa = arm === "baseline" ? probability : 1 - probability;
    const pb = 1 - pa;
    const pooled = (baseline.sum + candidate.sum) / (baseline.count + candidate.count);
    const c = Math.min(1 - LEAST_CENTRE, Math.max(LEAST_CENTRE, forecast ?? pooled));
    const variance = baseline.variance / pa + candidate.variance / pb;
    this.#bet(arm, value, c, pa, pb, variance);
    this.#arms[arm].add(value);
  }

  #bet(arm: Arm, value: number, c: number, pa: number, pb: number, variance: number): void {
    const { harm, margin } = this.#options;
    const back = 0.5 * Math.min(pa / c, pb / (1 - c + harm));
    const gain = arm === "baseline" ? (value - c) / pa : -(value - c + harm) / pb;
    const { drops } = DROPS;
    for (let j = 0; j < drops.length; j++)
      this.#rollback[j] = (this.#rollback[j] ?? 0) + Math.log1p(stake(drops[j] ?? 0, variance, back) * gain);
    // Where the centre is below the margin a candidate cannot fall that far, and its factor cannot fall below 1.
    const forth = 0.5 * Math.min(pa / (1 - c), c > margin ? pb / (c - margin) : Infinity);
    const other = arm === "baseline" ? -(value - c) / pa : (value - c + margin) / pb;
    const around = this.#promotionMixture.drops;
    for (let j = 0; j < around.length; j++)
      this.#promotion[j] = (this.#promotion[j] ?? 0) + Math.log1p(stake(around[j] ?? 0, variance, forth) * other);
  }

  /** The logarithm of the evidence that the drop is larger than `harm`; acts at ln(1/alpha). */
  get logRollback(): number {
    return logMean(this.#rollback, DROPS.weights);
  }

  /** The logarithm of the evidence that the drop is smaller than `margin`; acts at ln(1/alpha). */
  get logPromotion(): number {
    return logMean(this.#promotion, this.#promotionMixture.weights);
  }

  /** Baseline's mean less the candidate's: a drop is positive; undefined before both arms have a unit. */
  get drop(): number | undefined {
    const { baseline, candidate } = this.#arms;
    if (baseline.count <= 1 || candidate.count <= 1) return undefined;
    return (baseline.sum - 0.5) / (baseline.count - 1) - (candidate.sum - 0.5) / (candidate.count - 1);
  }

  /** All that has to be kept until the next unit. */
  state(): ArmComparisonState {
    const of = ({ count, sum, squares }: RunningMean) => [count, sum, squares] as const;
    return {
      rollback: [...this.#rollback],
      promotion: [...this.#promotion],
      baseline: of(this.#arms.baseline),
      candidate: of(this.#arms.candidate),
    };
  }
}

/** How much is bet on a drop: what grows fastest if it is there, as far as no factor can be less than a half. */
function stake(drop: number, variance: number, cap: number): number {
  return Math.min(cap, drop / (variance + drop * drop));
}

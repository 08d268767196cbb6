import {
  addMoment,
  dropOf,
  dropVariance,
  meanOfArm,
  MOMENTS,
  pooledMean,
  startMoments,
  unitsOf,
} from "./arm-moments.ts";
import { promotionBet, rollbackBet } from "./arm-bets.ts";
import { addResidual, RESIDUALS, residualVariance } from "./arm-residuals.ts";
import { DROPS, marginMixture, type Mixture } from "./mixture.ts";
import { bet, evidenceIn } from "./stakes.ts";

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

/** A comparison as it is stored between two observations: all its numbers, in the order of its memory. */
export type ArmComparisonState = readonly number[];

/** An arm that gets less is taken for one that gets nothing: no number holds what its units would weigh. */
export const LEAST_PROBABILITY = 1e-6;

/** Whether a unit says something of a difference: one that could only be in one arm does not. */
export function counts(probability: number): boolean {
  return probability >= LEAST_PROBABILITY && probability <= 1 - LEAST_PROBABILITY;
}

const ROLLBACK = 0;
const PROMOTION = DROPS.drops.length;
/** Where the promotion's mixture, of one drop more, ends. */
const ARMS = PROMOTION + DROPS.drops.length + 1;
const RESIDUAL = ARMS + MOMENTS;
const SIZE = RESIDUAL + RESIDUALS;

/**
 * Compares a candidate with the baseline that runs beside it, unit by unit: an e-process against "the
 * drop is at most `harm`" (which rolls back) and one against "the drop is at least `margin`" (which
 * promotes), mixed over sizes of drops.
 *
 * Each factor has the mean 1 + k (d - harm), or 1 + k (margin - d), given all that came before, where
 * d is the drop at that moment. So either is valid under any drift that both arms share, any change
 * of probabilities and any stopping (test martingales: Ville 1939; betting: Waudby-Smith and Ramdas
 * 2023). Units that could only be in one arm say nothing of a difference, and count nothing.
 *
 * Two comparisons of different units cannot be merged into one: what is bet on a unit depends on those
 * before it. Their evidence can: the weighted sum of e-values is one (`weightedEvidence`).
 */
export class ArmComparison {
  readonly #options: ArmComparisonOptions;
  readonly #promotionMixture: Mixture;
  readonly #memory: Float64Array;

  constructor(options: ArmComparisonOptions, state?: ArmComparisonState) {
    this.#options = options;
    this.#promotionMixture = marginMixture(options.margin);
    this.#memory = new Float64Array(SIZE).fill(1, ROLLBACK, ARMS);
    startMoments(this.#memory, ARMS);
    if (state !== undefined) this.#memory.set(state);
  }

  /** Takes the outcome of one more unit. @throws {RangeError} for a value or a forecast that is not in [0,1]. */
  add({ arm, value, probability, forecast }: ArmObservation): void {
    if (!(value >= 0 && value <= 1)) throw new RangeError(`a value of ${value} is not in [0,1]`);
    if (forecast !== undefined && !(forecast >= 0 && forecast <= 1))
      throw new RangeError(`a forecast of ${forecast} is not in [0,1]`);
    if (!counts(probability)) return;
    const memory = this.#memory;
    const candidate = arm === "candidate";
    const unit = {
      candidate,
      value,
      pa: candidate ? 1 - probability : probability,
      pb: candidate ? probability : 1 - probability,
    };
    const plain = dropVariance(memory, ARMS, unit.pa, unit.pb);
    const variance =
      forecast === undefined ? plain : Math.min(plain, residualVariance(memory, RESIDUAL, unit.pa, unit.pb));
    const back = rollbackBet(unit, forecast ?? pooledMean(memory, ARMS), this.#options.harm);
    bet(memory, ROLLBACK, DROPS.drops, variance, back.cap, back.gain);
    const forth = promotionBet(unit, back.centre, this.#options.margin);
    bet(memory, PROMOTION, this.#promotionMixture.drops, variance, forth.cap, forth.gain);
    if (forecast !== undefined) addResidual(memory, RESIDUAL, candidate, value - back.centre);
    addMoment(memory, ARMS, candidate, value);
  }

  /** The evidence that the drop is larger than `harm`: an e-value, which acts at 1/alpha. */
  get rollback(): number {
    return evidenceIn(this.#memory, ROLLBACK, DROPS.weights);
  }

  /** The evidence that the drop is smaller than `margin`: an e-value, which acts at 1/alpha. */
  get promotion(): number {
    return evidenceIn(this.#memory, PROMOTION, this.#promotionMixture.weights);
  }

  /** The logarithm of the evidence that the drop is larger than `harm`; acts at ln(1/alpha). */
  get logRollback(): number {
    return Math.log(this.rollback);
  }

  /** The logarithm of the evidence that the drop is smaller than `margin`; acts at ln(1/alpha). */
  get logPromotion(): number {
    return Math.log(this.promotion);
  }

  /** Baseline's mean less the candidate's: a drop is positive; undefined before both arms have a unit. */
  get drop(): number | undefined {
    return dropOf(this.#memory, ARMS);
  }

  /** Units of each arm that counted, and their means. */
  get arms(): Readonly<Record<Arm, { readonly units: number; readonly mean: number | undefined }>> {
    const of = (candidate: boolean) => ({
      units: unitsOf(this.#memory, ARMS, candidate),
      mean: meanOfArm(this.#memory, ARMS, candidate),
    });
    return { baseline: of(false), candidate: of(true) };
  }

  /** Variance of one unit's say in the drop, at given probabilities of the arms. */
  variance(pa: number, pb: number): number {
    return dropVariance(this.#memory, ARMS, pa, pb);
  }

  /** All that has to be kept until the next unit. */
  state(): ArmComparisonState {
    return [...this.#memory];
  }
}

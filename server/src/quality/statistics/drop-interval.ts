import { promotionBet, rollbackBet } from "./arm-bets.ts";
import { type ArmObservation, counts } from "./arm-comparison.ts";
import { addMoment, dropVariance, MOMENTS, pooledMean, startMoments } from "./arm-moments.ts";
import { addResidual, RESIDUALS, residualVariance } from "./arm-residuals.ts";
import { DROPS } from "./mixture.ts";
import { bet, evidenceIn } from "./stakes.ts";

/** An interval of drops; -1 and 1 are what a drop can be at most. */
export type Interval = readonly [low: number, high: number];

const SIDE = 24;
const SLOTS = DROPS.drops.length;

/**
 * An interval that holds the drop with a probability of at least 1 - alpha, at every unit at once: all
 * drops that neither a test against "at most" nor one against "at least" them has refuted (a confidence
 * sequence by inversion). A test is run for each drop of a grid, so this is made when it is asked for,
 * from the units once more: the grid is laid around an estimate that they gave.
 */
export class DropInterval {
  readonly #act: number;
  readonly #grid: readonly number[];
  /** Per place of the grid: bets against "at most this", then those against "at least this". */
  readonly #memory: Float64Array;
  readonly #arms = new Float64Array(MOMENTS + RESIDUALS);
  readonly #most: Float64Array;

  /**
   * @param around the middle of the grid, and its step: half a standard error is fine enough.
   * @param alpha both sides together.
   */
  constructor(around: { readonly drop: number; readonly step: number }, alpha: number) {
    this.#act = Math.log(2 / alpha);
    this.#grid = Array.from({ length: 2 * SIDE + 1 }, (_, index) => around.drop + (index - SIDE) * around.step).filter(
      (drop) => drop > -1 && drop < 1,
    );
    this.#memory = new Float64Array(this.#grid.length * 2 * SLOTS).fill(1);
    this.#most = new Float64Array(this.#grid.length * 2).fill(0);
    startMoments(this.#arms, 0);
  }

  /** Takes one more unit. */
  add({ arm, value, probability, forecast }: ArmObservation): void {
    if (!counts(probability)) return;
    const candidate = arm === "candidate";
    const pb = candidate ? probability : 1 - probability;
    const unit = { candidate, value, pa: 1 - pb, pb };
    const centre = forecast ?? pooledMean(this.#arms, 0);
    const plain = dropVariance(this.#arms, 0, unit.pa, pb);
    const variance =
      forecast === undefined ? plain : Math.min(plain, residualVariance(this.#arms, MOMENTS, unit.pa, pb));
    for (let index = 0; index < this.#grid.length; index++) {
      const drop = this.#grid[index] ?? 0;
      const { gain, cap } = rollbackBet(unit, centre, drop);
      const other = promotionBet(unit, centre, drop);
      this.#take(2 * index, variance, cap, gain);
      this.#take(2 * index + 1, variance, other.cap, other.gain);
    }
    if (forecast !== undefined) addResidual(this.#arms, MOMENTS, candidate, value - forecast);
    addMoment(this.#arms, 0, candidate, value);
  }

  #take(place: number, variance: number, cap: number, gain: number): void {
    bet(this.#memory, place * SLOTS, DROPS.drops, variance, cap, gain);
    const log = Math.log(evidenceIn(this.#memory, place * SLOTS, DROPS.weights));
    if (log > (this.#most[place] ?? 0)) this.#most[place] = log;
  }

  /** The interval so far. It never grows, and is never empty: where two sides have crossed it is a point. */
  get interval(): Interval {
    const places = this.#grid.map((drop, index) => ({
      drop,
      above: this.#most[2 * index] ?? 0,
      below: this.#most[2 * index + 1] ?? 0,
    }));
    const low =
      edge(
        places.map(({ drop, above }) => [drop, above] as const),
        this.#act,
      ) ?? -1;
    const high =
      edge(
        places.toReversed().map(({ drop, below }) => [drop, below] as const),
        this.#act,
      ) ?? 1;
    return low <= high ? [low, high] : [(low + high) / 2, (low + high) / 2];
  }
}

/**
 * Where evidence falls below what is acted on, walking in from the outside; undefined where the outermost is
 * not refuted. Between two places the root of its logarithm is taken for straight. It bends to the other side
 * of that, so that the edge is further out than it has to be, if anything.
 */
function edge(places: readonly (readonly [drop: number, evidence: number])[], act: number): number | undefined {
  let last: readonly [drop: number, evidence: number] | undefined;
  for (const [drop, evidence] of places) {
    if (evidence < act) {
      if (last === undefined) return undefined;
      const [from, to] = [Math.sqrt(last[1]), Math.sqrt(Math.max(0, evidence))];
      return last[0] + ((from - Math.sqrt(act)) / (from - to)) * (drop - last[0]);
    }
    last = [drop, evidence];
  }
  return last?.[0];
}

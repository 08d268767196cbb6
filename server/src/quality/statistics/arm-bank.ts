import { rollbackBet } from "./arm-bets.ts";
import type { ArmObservation } from "./arm-comparison.ts";
import { counts } from "./arm-comparison.ts";
import { addMoment, dropVariance, MOMENTS, pooledMean, startMoments, unitsOf } from "./arm-moments.ts";
import { DROPS, type Mixture } from "./mixture.ts";
import { addRatio, RATIO_SLOTS, ratioEvidence, ratioFactors, startRatio } from "./sample-ratio.ts";
import { bet, evidenceIn } from "./stakes.ts";

const ARMS = DROPS.drops.length;
const RATIO = ARMS + MOMENTS;

const WEIGHTED = RATIO + RATIO_SLOTS;

/** Numbers that one stream takes: 192 bytes. */
export const BANK_SLOTS = WEIGHTED + 4;

/**
 * What has been seen in one stream. Units weigh as much as their arm's probability is small (Hajek 1971), so
 * that arms whose shares changed while everything drifted can be compared; with one share these are the means.
 */
export interface StreamFigures {
  /** Units of both arms. */
  readonly units: number;
  readonly baseline: number | undefined;
  readonly candidate: number | undefined;
  /** Baseline's mean less the candidate's. */
  readonly drop: number | undefined;
  /** Units of each arm, and what they weigh: as many as if every unit had been in that arm. */
  readonly arms: {
    readonly baseline: { readonly units: number; readonly weight: number };
    readonly candidate: { readonly units: number; readonly weight: number };
  };
}

const usual = (): Mixture => DROPS;

/**
 * Many comparisons at once, each of which can roll back only: the rollback half of `ArmComparison` for
 * every stream, and the sample ratio of its units, in one block of memory.
 */
export class ArmBank {
  readonly #harm: number;
  readonly #memory: Float64Array;
  readonly #factors = new Float64Array(RATIO_SLOTS);
  readonly #mixtureOf: (stream: number) => Mixture;
  readonly streams: number;

  /**
   * @param harm the drop above which evidence rolls back.
   * @param mixtureOf the eight drops that a stream bets on, the same whenever it is asked.
   */
  constructor(harm: number, streams: number, mixtureOf: (stream: number) => Mixture = usual, state?: Float64Array) {
    this.#harm = harm;
    this.streams = streams;
    this.#mixtureOf = mixtureOf;
    this.#memory = state?.slice() ?? new Float64Array(streams * BANK_SLOTS);
    if (state === undefined) for (let stream = 0; stream < streams; stream++) this.restart(stream);
  }

  /** Forgets what a stream has seen. */
  restart(stream: number): void {
    const at = stream * BANK_SLOTS;
    this.#memory.fill(1, at, at + ARMS);
    startMoments(this.#memory, at + ARMS);
    startRatio(this.#memory, at + RATIO);
    this.#memory.fill(0, at + WEIGHTED, at + BANK_SLOTS);
  }

  /** Takes a unit into some streams. @param into the streams, of which the first `count` are meant. */
  add(observation: ArmObservation, into: Int32Array, count: number): void {
    const { arm, value, probability } = observation;
    if (!counts(probability)) return;
    const candidate = arm === "candidate";
    const pb = candidate ? probability : 1 - probability;
    const unit = { candidate, value, pa: 1 - pb, pb };
    ratioFactors(this.#factors, candidate, pb);
    const memory = this.#memory;
    for (let index = 0; index < count; index++) {
      const stream = into[index] ?? 0;
      const at = stream * BANK_SLOTS;
      const { gain, cap } = rollbackBet(unit, pooledMean(memory, at + ARMS), this.#harm);
      bet(memory, at, this.#mixtureOf(stream).drops, dropVariance(memory, at + ARMS, unit.pa, pb), cap, gain);
      addMoment(memory, at + ARMS, candidate, value);
      addRatio(memory, at + RATIO, this.#factors);
      const own = at + WEIGHTED + (candidate ? 2 : 0);
      memory[own] = (memory[own] ?? 0) + 1 / probability;
      memory[own + 1] = (memory[own + 1] ?? 0) + value / probability;
    }
  }

  /** The evidence that a stream's drop is larger than harm: an e-value. */
  rollback(stream: number): number {
    return evidenceIn(this.#memory, stream * BANK_SLOTS, this.#mixtureOf(stream).weights);
  }

  /** The evidence that a stream's units are not assigned as claimed: an e-value. */
  sampleRatio(stream: number): number {
    return ratioEvidence(this.#memory, stream * BANK_SLOTS + RATIO);
  }

  /** What has been seen in a stream. */
  figures(stream: number): StreamFigures {
    const arms = stream * BANK_SLOTS + ARMS;
    const [wa = 0, ya = 0, wb = 0, yb = 0] = this.#memory.subarray(stream * BANK_SLOTS + WEIGHTED);
    const [baseline, candidate] = [wa > 0 ? ya / wa : undefined, wb > 0 ? yb / wb : undefined];
    const [na, nb] = [unitsOf(this.#memory, arms, false), unitsOf(this.#memory, arms, true)];
    return {
      units: na + nb,
      arms: { baseline: { units: na, weight: wa }, candidate: { units: nb, weight: wb } },
      baseline,
      candidate,
      drop: baseline === undefined || candidate === undefined ? undefined : baseline - candidate,
    };
  }

  /** All that has to be kept until the next unit. */
  state(): Float64Array {
    return this.#memory.slice();
  }
}

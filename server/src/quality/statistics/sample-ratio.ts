/** How far from what is claimed the odds of an arm may be, as logarithms of their ratio. */
const TILTS = [-1, -0.3, -0.1, 0.1, 0.3, 1] as const;

/** Numbers that one sample-ratio test takes. */
export const RATIO_SLOTS = TILTS.length;

const MOST = 1e300;
const EXP = TILTS.map(Math.exp);

/** Evidence before the first unit. */
export function startRatio(memory: Float64Array, at: number): void {
  memory.fill(1, at, at + RATIO_SLOTS);
}

/**
 * What one assignment multiplies each bet by, written into `factors`: the likelihood of the arm under
 * tilted odds over that under the odds that were claimed, whose mean is 1 if the claim is true.
 *
 * @param pb the candidate's probability as it was claimed.
 */
export function ratioFactors(factors: Float64Array, candidate: boolean, pb: number): void {
  for (let j = 0; j < RATIO_SLOTS; j++) {
    const tilt = EXP[j] ?? 1;
    factors[j] = (candidate ? tilt : 1) / (1 - pb + pb * tilt);
  }
}

/** Takes one assignment, by its factors. */
export function addRatio(memory: Float64Array, at: number, factors: Float64Array): void {
  for (let j = 0; j < RATIO_SLOTS; j++) memory[at + j] = Math.min(MOST, (memory[at + j] ?? 0) * (factors[j] ?? 1));
}

/** The evidence that arms are not assigned as claimed: an e-value. */
export function ratioEvidence(memory: Float64Array, at: number): number {
  let sum = 0;
  for (let j = 0; j < RATIO_SLOTS; j++) sum += memory[at + j] ?? 0;
  return sum / RATIO_SLOTS;
}

/**
 * Tests the arms themselves: whether units go to the candidate as often as their probabilities say (a
 * sequential sample-ratio test, Lindon and Malek 2022, by a mixture over tilted odds). Where it fires no
 * outcome can be compared, whatever it is.
 */
export class SampleRatio {
  readonly #memory: Float64Array;
  readonly #factors = new Float64Array(RATIO_SLOTS);

  constructor(state?: readonly number[]) {
    this.#memory = new Float64Array(RATIO_SLOTS);
    startRatio(this.#memory, 0);
    if (state !== undefined) this.#memory.set(state);
  }

  /** Takes one assignment; one that was certain says nothing. @param share the candidate's probability. */
  add(candidate: boolean, share: number): void {
    if (!(share > 0 && share < 1)) return;
    ratioFactors(this.#factors, candidate, share);
    addRatio(this.#memory, 0, this.#factors);
  }

  /** An e-value: the evidence that the arms are not assigned as claimed. */
  get evidence(): number {
    return ratioEvidence(this.#memory, 0);
  }

  /** All that has to be kept until the next unit. */
  state(): readonly number[] {
    return [...this.#memory];
  }
}

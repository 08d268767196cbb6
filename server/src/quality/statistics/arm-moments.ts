/** Numbers that the moments of two arms take: count, sum and squares of each. */
export const MOMENTS = 6;
const CANDIDATE = 3;

/** The arms' moments before the first unit: half a 0 and half a 1 in each, so that there is a guess and a variance. */
export function startMoments(memory: Float64Array, at: number): void {
  for (const arm of [at, at + CANDIDATE]) {
    memory[arm] = 1;
    memory[arm + 1] = 0.5;
    memory[arm + 2] = 0.5;
  }
}

/** Takes one more value into an arm's moments. */
export function addMoment(memory: Float64Array, at: number, candidate: boolean, value: number): void {
  const arm = candidate ? at + CANDIDATE : at;
  memory[arm] = (memory[arm] ?? 0) + 1;
  memory[arm + 1] = (memory[arm + 1] ?? 0) + value;
  memory[arm + 2] = (memory[arm + 2] ?? 0) + value * value;
}

/** Units of an arm. */
export function unitsOf(memory: Float64Array, at: number, candidate: boolean): number {
  return (memory[candidate ? at + CANDIDATE : at] ?? 1) - 1;
}

/** An arm's mean without what it starts from; undefined before its first unit. */
export function meanOfArm(memory: Float64Array, at: number, candidate: boolean): number | undefined {
  const units = unitsOf(memory, at, candidate);
  return units <= 0 ? undefined : ((memory[(candidate ? at + CANDIDATE : at) + 1] ?? 0) - 0.5) / units;
}

/** Baseline's mean less the candidate's: a drop is positive; undefined before both arms have a unit. */
export function dropOf(memory: Float64Array, at: number): number | undefined {
  const [baseline, candidate] = [meanOfArm(memory, at, false), meanOfArm(memory, at, true)];
  return baseline === undefined || candidate === undefined ? undefined : baseline - candidate;
}

/** The mean of both arms together. */
export function pooledMean(memory: Float64Array, at: number): number {
  const count = (memory[at] ?? 0) + (memory[at + CANDIDATE] ?? 0);
  return ((memory[at + 1] ?? 0) + (memory[at + CANDIDATE + 1] ?? 0)) / count;
}

/** Variance of an arm's values, not of their mean. */
export function varianceOfArm(memory: Float64Array, at: number, candidate: boolean): number {
  const arm = candidate ? at + CANDIDATE : at;
  const count = memory[arm] ?? 1;
  const mean = (memory[arm + 1] ?? 0) / count;
  return Math.max(0, (memory[arm + 2] ?? 0) / count - mean * mean);
}

/** Variance of one unit's say in the drop: `v_a / pi_a + v_b / pi_b`. */
export function dropVariance(memory: Float64Array, at: number, pa: number, pb: number): number {
  return varianceOfArm(memory, at, false) / pa + varianceOfArm(memory, at, true) / pb;
}

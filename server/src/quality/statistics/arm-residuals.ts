/** Numbers that the residuals of two arms take: count and squares of each. */
export const RESIDUALS = 4;

/** Residuals of an arm below which their variance says little. */
const TOLD = 30;

/** Takes what a forecast was wrong by. */
export function addResidual(memory: Float64Array, at: number, candidate: boolean, residual: number): void {
  const arm = candidate ? at + 2 : at;
  memory[arm] = (memory[arm] ?? 0) + 1;
  memory[arm + 1] = (memory[arm + 1] ?? 0) + residual * residual;
}

/** As `dropVariance`, of what forecasts left open; infinite before each arm has had some. */
export function residualVariance(memory: Float64Array, at: number, pa: number, pb: number): number {
  const [na = 0, nb = 0] = [memory[at], memory[at + 2]];
  if (na < TOLD || nb < TOLD) return Infinity;
  return (memory[at + 1] ?? 0) / na / pa + (memory[at + 3] ?? 0) / nb / pb;
}

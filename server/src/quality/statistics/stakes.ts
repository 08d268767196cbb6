/** Evidence is kept as a product up to here: more would add nothing, and must not become infinite. */
const MOST = 1e300;
/** Less than this is nothing: it could only come back after hundreds of units that all speak one way. */
const LEAST = 1e-290;

/**
 * Bets on each of some drops once more: multiplies what `memory` has won so far, from `at` on, by
 * `1 + k gain`, where `k = min(cap, d / (variance + d^2))` grows fastest if the drop is d.
 *
 * Products and not sums of logarithms: a bet that is lost for good becomes 0, one that is won for good
 * stays at 1e300, and neither is ever no number.
 */
export function bet(
  memory: Float64Array,
  at: number,
  drops: readonly number[],
  variance: number,
  cap: number,
  gain: number,
): void {
  for (let j = 0; j < drops.length; j++) {
    const drop = drops[j] ?? 0;
    const stake = Math.min(cap, drop / (variance + drop * drop));
    const won = (memory[at + j] ?? 0) * (1 + stake * gain);
    memory[at + j] = won > MOST ? MOST : won < LEAST ? 0 : won;
  }
}

/** The weighted mean of what `memory` has won, from `at` on. */
export function evidenceIn(memory: Float64Array, at: number, weights: readonly number[]): number {
  let sum = 0;
  for (let j = 0; j < weights.length; j++) sum += (weights[j] ?? 0) * (memory[at + j] ?? 0);
  return sum;
}

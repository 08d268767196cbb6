const STEPS = 200;

/**
 * Where a function changes its sign between two places, by halving; `from` and `to` may be in any
 * order, and the function is not asked at either of them.
 *
 * @param risesTo whether the function is below zero at `from` and above it at `to`, or the other way round.
 */
export function signChange(value: (at: number) => number, from: number, to: number, risesTo: boolean): number {
  let [low, high] = [from, to];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (value(middle) < 0 === risesTo) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;
const STEPS = 100;

/** Where a function with one valley is least between two places, and how much it is there, by golden sections. */
export function leastOf(
  value: (at: number) => number,
  from: number,
  to: number,
): { readonly at: number; readonly value: number } {
  let [low, high] = [from, to];
  for (let step = 0; step < STEPS; step++) {
    const [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
    if (value(left) < value(right)) high = right;
    else low = left;
  }
  const at = (low + high) / 2;
  return { at, value: value(at) };
}

/** Random numbers in [0, 1) that a seed decides, so that a run that went wrong can be looked at by its seed. */
export type Dice = () => number;

/** Dice of a 32-bit seed: a counter in steps of the golden ratio, its bits mixed by two multiplications. */
export function dice(seed: number): Dice {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}

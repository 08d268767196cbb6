/** Numbers in [0,1), the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Some things in another order, the same for the same numbers (Fisher and Yates 1938). */
export function shuffled<T>(things: readonly T[], random: () => number): readonly T[] {
  const order = [...things];
  for (let left = order.length - 1; left > 0; left--) {
    const chosen = Math.floor(random() * (left + 1));
    [order[left], order[chosen]] = [order[chosen] as T, order[left] as T];
  }
  return order;
}

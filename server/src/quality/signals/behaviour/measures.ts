/** The share of items of which something holds; undefined where there are none. */
export function shareOf<T>(items: readonly T[], holds: (item: T) => boolean): number | undefined {
  return items.length === 0 ? undefined : items.filter(holds).length / items.length;
}

/** The sum of the numbers that are known; undefined where none is. */
export function sumOfKnown(values: readonly (number | null)[]): number | undefined {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
}

/** How many user turns records are of: a turn is one, however many requests it took. */
export function turnsOf(records: readonly { readonly turn: number }[]): number {
  return new Set(records.map(({ turn }) => turn)).size;
}

/** A quantile by the nearest rank: one of the values, and no value between two. @param share in (0,1]. */
export function quantileOf(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

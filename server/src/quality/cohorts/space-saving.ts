interface Counter {
  count: number;
  /** How much of the count may be another value's. */
  error: number;
}

/** A value that is counted, and what it occurs at least and at most. */
export interface Counted {
  readonly value: string;
  readonly least: number;
  readonly most: number;
}

/**
 * Counts the values that occur most in a bounded memory (Metwally, Agrawal and El Abbadi 2005): each that
 * occurs in more than one of `capacity` is kept, and no count is too high by more than its error.
 */
export class SpaceSaving {
  readonly #capacity: number;
  readonly #counters = new Map<string, Counter>();
  #evicted = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Counts a value. @returns what it has occurred at least. */
  add(value: string): number {
    const known = this.#counters.get(value);
    if (known !== undefined) {
      known.count++;
      return known.count - known.error;
    }
    if (this.#counters.size < this.#capacity) {
      this.#counters.set(value, { count: 1, error: 0 });
      return 1;
    }
    const [least, counter] = this.#least();
    this.#counters.delete(least);
    this.#counters.set(value, { count: counter.count + 1, error: counter.count });
    this.#evicted++;
    return 1;
  }

  #least(): readonly [string, Counter] {
    let found: readonly [string, Counter] | undefined;
    for (const entry of this.#counters) if (found === undefined || entry[1].count < found[1].count) found = entry;
    if (found === undefined) throw new RangeError("a sketch needs room for one value at least");
    return found;
  }

  /** Whether a value had to give way to another. */
  get full(): boolean {
    return this.#evicted > 0;
  }

  /** The values that are kept, the most frequent first. */
  get values(): readonly Counted[] {
    return [...this.#counters]
      .map(([value, { count, error }]) => ({ value, least: count - error, most: count }))
      .toSorted((a, b) => b.most - a.most);
  }
}

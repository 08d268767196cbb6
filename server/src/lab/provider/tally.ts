/** Counts how often something came; of more different things than it can hold, the oldest start anew. */
export class Tally {
  readonly #counts = new Map<string, number>();
  readonly #capacity: number;

  constructor(capacity = 50_000) {
    this.#capacity = capacity;
  }

  /** How often it came before; unless `limit` is reached it counts once more. */
  add(key: string, limit = Number.POSITIVE_INFINITY): number {
    const before = this.#counts.get(key) ?? 0;
    if (before >= limit) return before;
    this.#counts.set(key, before + 1);
    if (this.#counts.size > this.#capacity) {
      const oldest = this.#counts.keys().next();
      if (!oldest.done) this.#counts.delete(oldest.value);
    }
    return before;
  }

  clear(): void {
    this.#counts.clear();
  }
}

interface Entry {
  readonly ttl: number;
  expires: number;
}

/**
 * Prefixes that a provider has cached, by their digest, each with a life that a read begins anew.
 *
 * What was written at `t` for `ttl` milliseconds is readable before `t + ttl`, and not at it.
 */
export class PrefixCache {
  readonly #entries = new Map<string, Entry>();
  readonly #capacity: number;

  /** @param capacity prefixes; beyond it the ones that were written first are forgotten. */
  constructor(capacity = 200_000) {
    this.#capacity = capacity;
  }

  /** Whether a prefix can be read; a read begins its life anew. */
  read(key: string, now: number): boolean {
    const entry = this.#entries.get(key);
    if (entry === undefined) return false;
    if (entry.expires <= now) {
      this.#entries.delete(key);
      return false;
    }
    entry.expires = now + entry.ttl;
    return true;
  }

  /** Whether a prefix could be read; changes nothing. */
  has(key: string, now: number): boolean {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.expires > now;
  }

  /** Remembers a prefix for `ttl` milliseconds. */
  write(key: string, ttl: number, now: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { ttl, expires: now + ttl });
    if (this.#entries.size <= this.#capacity) return;
    const oldest = this.#entries.keys().next();
    if (!oldest.done) this.#entries.delete(oldest.value);
  }

  clear(): void {
    this.#entries.clear();
  }
}

/**
 * Remembers what was used lately and forgets the rest: the last keys that were used, up to a limit,
 * are always there, and never more than twice as much.
 *
 * Two maps take turns: what is used is kept in the young one; when that is full it becomes the old
 * one, and the old one is dropped whole. A single map in order of use would delete at its front for
 * each key that it takes in, and engines walk over such gaps: forgetting would cost more than
 * remembering.
 */
export class Recent<K, V extends {}> {
  readonly #limit: number;
  readonly #weigh: (value: V) => number;
  readonly #forgotten: ((key: K, value: V) => void) | undefined;
  #young = new Map<K, V>();
  #old = new Map<K, V>();
  #weight = 0;
  #oldWeight = 0;

  /**
   * @param limit what is certainly remembered, in keys, or as `weigh` counts.
   * @param weigh what a value counts; a value that replaces another counts as that one did.
   * @param forgotten is given what is no longer remembered, the longest unused first, while another key is taken in.
   */
  constructor(limit: number, weigh: (value: V) => number = one, forgotten?: (key: K, value: V) => void) {
    this.#limit = limit;
    this.#weigh = weigh;
    this.#forgotten = forgotten;
  }

  /** What is remembered weighs no more than this; some of it may be counted twice. */
  get weight(): number {
    return this.#weight + this.#oldWeight;
  }

  /** Keys that are remembered now. */
  get size(): number {
    let size = this.#young.size;
    for (const key of this.#old.keys()) if (!this.#young.has(key)) size++;
    return size;
  }

  /** Keys that are remembered now, each once. */
  *keys(): Iterable<K> {
    yield* this.#young.keys();
    for (const key of this.#old.keys()) if (!this.#young.has(key)) yield key;
  }

  /** The value of a key, which counts as a use of it. */
  get(key: K): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  has(key: K): boolean {
    return this.#young.has(key) || this.#old.has(key);
  }

  /** Remembers a value, which counts as a use of its key. */
  set(key: K, value: V): void {
    if (!this.#young.has(key)) this.#weight += this.#weigh(value);
    this.#young.set(key, value);
    if (this.#weight < this.#limit) return;
    const leaving = this.#old;
    this.#old = this.#young;
    this.#oldWeight = this.#weight;
    this.#young = new Map();
    this.#weight = 0;
    if (this.#forgotten === undefined) return;
    for (const [key, value] of leaving) if (!this.#old.has(key)) this.#forgotten(key, value);
  }
}

function one(): number {
  return 1;
}

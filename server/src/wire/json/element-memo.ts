import { Recent } from "../../core/recent.ts";

/** A hash of bytes that is fast and seeded per process; not a digest, and never stored. */
export type FastHash = (bytes: Uint8Array, seed: bigint) => bigint;

/** Replaces a text by its length and a keyed hash: `t:LENGTH:HMAC`. */
export type Conceal = (text: string) => string;

/**
 * Remembers what was read out of an element of a request (a message, the tools, the system
 * prompt) by the element's bytes, so that a history of 800 KB costs one pass of a fast hash and
 * only what is new is parsed, digested and concealed.
 */
export interface ElementMemo {
  /** The tenant's own way to conceal texts; what is remembered holds its results. */
  readonly conceal: Conceal;
  /**
   * What `make` gives for these bytes, from memory where they have been seen under this kind.
   * What `make` throws is not remembered.
   *
   * @param fleeting whether the bytes are little work and seldom come again: then their hash alone is kept
   * the first time, and what `make` gives from the second time on.
   */
  recall<T extends object>(kind: string, bytes: Uint8Array, make: () => Remembered<T>, fleeting?: boolean): T;
}

/** A value to be remembered and roughly how many bytes of memory it takes. */
export interface Remembered<T extends object> {
  readonly value: T;
  readonly weight: number;
}

/** The share of a memory in which an element waits for being seen again. */
const SEEN_ONCE = 1 / 2;

/** Hashes of fleeting elements that were seen lately. */
const SEEN_FLEETING = 65_536;

/**
 * The memory behind all memos of a worker: bounded by weight, the longest unused go first. What
 * has been seen once is soon forgotten, so that requests that nobody repeats fill no memory.
 */
export class ElementCache {
  readonly #once: Recent<bigint, Remembered<object>>;
  readonly #again: Recent<bigint, Remembered<object>>;
  readonly #fleeting = new BigUint64Array(SEEN_FLEETING);
  readonly #hash: FastHash;
  readonly #seed: bigint;

  /**
   * @param limit bytes that all remembered values may take together.
   * @param seed random for each process, so that nobody can prepare two elements with one hash.
   */
  constructor(hash: FastHash, seed: bigint, limit: number) {
    this.#hash = hash;
    this.#seed = seed;
    // Each of them may hold twice its own limit.
    this.#once = new Recent((limit * SEEN_ONCE) / 2, weightOf);
    this.#again = new Recent((limit * (1 - SEEN_ONCE)) / 2, weightOf);
  }

  /** Bytes that are remembered now, at most. */
  get weight(): number {
    return this.#once.weight + this.#again.weight;
  }

  /** The memo of one tenant; what tenants remember is apart, because their texts are concealed with other keys. */
  forTenant(tenant: string, conceal: Conceal): ElementMemo {
    const seeds = new Map<string, bigint>();
    const encoder = new TextEncoder();
    const seedOf = (kind: string): bigint => {
      let seed = seeds.get(kind);
      if (seed === undefined) {
        seed = this.#hash(encoder.encode(`${tenant}\u0000${kind}`), this.#seed);
        seeds.set(kind, seed);
      }
      return seed;
    };
    return {
      conceal,
      recall: <T extends object>(kind: string, bytes: Uint8Array, make: () => Remembered<T>, fleeting = false): T => {
        const key = this.#hash(bytes, seedOf(kind));
        const known = this.#again.get(key);
        if (known !== undefined) return known.value as T;
        if (fleeting) {
          const remembered = make();
          if (this.#wasSeen(key)) this.#again.set(key, remembered);
          return remembered.value;
        }
        const seenOnce = this.#once.get(key);
        const remembered = seenOnce ?? make();
        (seenOnce === undefined ? this.#once : this.#again).set(key, remembered);
        return remembered.value as T;
      },
    };
  }

  /** Whether a fleeting element was seen before; it has been from now on. */
  #wasSeen(key: bigint): boolean {
    const place = Number(BigInt.asUintN(32, key)) % SEEN_FLEETING;
    const wasSeen = this.#fleeting[place] === key;
    this.#fleeting[place] = key;
    return wasSeen;
  }
}

function weightOf({ weight }: Remembered<object>): number {
  return weight;
}

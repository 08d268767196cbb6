const KEY_WORDS = 4;
const VALUE_WORDS = 4;
const STRIDE = KEY_WORDS + VALUE_WORDS;
const FEWEST_SLOTS = 64;
/** Of all slots, how many may be taken. */
const MOST_TAKEN = 0.6;

/** Four numbers of 32 bits. */
export type Words = readonly [number, number, number, number];

/**
 * Four words by a digest of 128 bits, in one piece of memory outside the heap: a million of them are
 * nothing that a collection has to look at, where the same number of strings would be.
 *
 * Open addressing, and what follows a deleted one moves up: nothing is left behind that a look-up would
 * have to walk over.
 */
export class WordTable {
  readonly #seed: number;
  #slots = FEWEST_SLOTS;
  /** Leaves as many of 32 bits as it takes to name a slot. */
  #shift = 32 - Math.log2(FEWEST_SLOTS);
  #words = new Uint32Array(FEWEST_SLOTS * STRIDE);
  #size = 0;
  /** The key that was read last. */
  readonly #key = new Uint32Array(KEY_WORDS);

  /** @param seed 32 bits that nobody outside knows, so that nobody can make keys that all want one place. */
  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Keys that are in it. */
  get size(): number {
    return this.#size;
  }

  /** @param key 32 hex digits. */
  has(key: string): boolean {
    return this.#isTaken(this.#slotOf(key));
  }

  /** @param key 32 hex digits. */
  get(key: string): Words | undefined {
    const slot = this.#slotOf(key);
    return this.#isTaken(slot) ? this.#valueAt(slot) : undefined;
  }

  /**
   * @param key 32 hex digits.
   * @returns whether it was new.
   */
  set(key: string, value: Words): boolean {
    if (this.#size >= this.#slots * MOST_TAKEN) this.#grow();
    const slot = this.#slotOf(key);
    const isNew = !this.#isTaken(slot);
    const at = slot * STRIDE;
    if (isNew) {
      for (let word = 0; word < KEY_WORDS; word++) this.#words[at + word] = this.#key[word] ?? 0;
      this.#size++;
    }
    this.#setValue(slot, value);
    return isNew;
  }

  /**
   * @param key 32 hex digits.
   * @returns what it had.
   */
  take(key: string): Words | undefined {
    const slot = this.#slotOf(key);
    if (!this.#isTaken(slot)) return undefined;
    const value = this.#valueAt(slot);
    this.#empty(slot);
    return value;
  }

  /** Puts another value in the place of each; not to be changed otherwise meanwhile. */
  replaceEach(replace: (value: Words) => Words): void {
    for (let slot = 0; slot < this.#slots; slot++)
      if (this.#isTaken(slot)) this.#setValue(slot, replace(this.#valueAt(slot)));
  }

  /** Where a key is, or would be; `#key` is it afterwards. */
  #slotOf(key: string): number {
    readDigest(key, this.#key);
    const words = this.#words;
    const sought = this.#key;
    const a = sought[0] ?? 0;
    const b = sought[1];
    const c = sought[2];
    const d = sought[3];
    let slot = this.#homeOf(a);
    for (; this.#isTaken(slot); slot = (slot + 1) & (this.#slots - 1)) {
      const at = slot * STRIDE;
      if (words[at] === a && words[at + 1] === b && words[at + 2] === c && words[at + 3] === d) break;
    }
    return slot;
  }

  /** Where a key belongs by its first word: mixed as murmur3 mixes a block, so that all of its bits count. */
  #homeOf(word: number): number {
    const mixed = Math.imul(word ^ this.#seed, 0x85ebca6b);
    return Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) >>> this.#shift;
  }

  /** No digest is nothing but zeros. */
  #isTaken(slot: number): boolean {
    const at = slot * STRIDE;
    const words = this.#words;
    return words[at] !== 0 || words[at + 1] !== 0 || words[at + 2] !== 0 || words[at + 3] !== 0;
  }

  #valueAt(slot: number): Words {
    const at = slot * STRIDE + KEY_WORDS;
    const words = this.#words;
    return [words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0, words[at + 3] ?? 0];
  }

  #setValue(slot: number, value: Words): void {
    const at = slot * STRIDE + KEY_WORDS;
    for (let word = 0; word < VALUE_WORDS; word++) this.#words[at + word] = value[word] ?? 0;
  }

  #empty(from: number): void {
    const last = this.#slots - 1;
    let hole = from;
    for (let slot = (from + 1) & last; this.#isTaken(slot); slot = (slot + 1) & last) {
      const home = this.#homeOf(this.#words[slot * STRIDE] ?? 0);
      // What stands between its home and here would not be found behind a hole.
      if (((slot - home) & last) < ((slot - hole) & last)) continue;
      this.#words.copyWithin(hole * STRIDE, slot * STRIDE, (slot + 1) * STRIDE);
      hole = slot;
    }
    this.#words.fill(0, hole * STRIDE, (hole + 1) * STRIDE);
    this.#size--;
  }

  #grow(): void {
    const before = this.#words;
    this.#slots *= 2;
    this.#shift--;
    this.#words = new Uint32Array(this.#slots * STRIDE);
    for (let at = 0; at < before.length; at += STRIDE) {
      const first = before[at] ?? 0;
      if (first === 0 && before[at + 1] === 0 && before[at + 2] === 0 && before[at + 3] === 0) continue;
      let slot = this.#homeOf(first);
      while (this.#isTaken(slot)) slot = (slot + 1) & (this.#slots - 1);
      const to = slot * STRIDE;
      for (let word = 0; word < STRIDE; word++) this.#words[to + word] = before[at + word] ?? 0;
    }
  }
}

/** The words of a digest of 128 bits in hex. */
export function wordsOf(digest: string): Words {
  const words = new Uint32Array(KEY_WORDS);
  readDigest(digest, words);
  return [...words] as unknown as Words;
}

/** The digest of which these are the words. */
export function digestOf(words: Words): string {
  return words.map((word) => word.toString(16).padStart(8, "0")).join("");
}

function readDigest(digest: string, into: Uint32Array): void {
  for (let word = 0; word < KEY_WORDS; word++) {
    let value = 0;
    for (let at = word * 8; at < word * 8 + 8; at++) {
      const code = digest.charCodeAt(at);
      // `0` to `9`, and `a` to `f` behind them.
      value = (value << 4) | (code < 58 ? code - 48 : code - 87);
    }
    into[word] = value >>> 0;
  }
}

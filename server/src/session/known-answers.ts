import { sha256Short } from "../core/digest.ts";
import { digestOf, type Words, WordTable, wordsOf } from "../core/word-table.ts";

/** Two conversations gave this very answer to this very history: it names neither. */
const NEITHER: Words = [0, 0, 0, 0];

/**
 * The conversations that gave answers, by the answers. Very many are remembered, so they lie outside of
 * the heap; the last ones that were used, up to a limit, are always there, and never more than twice as many.
 */
export class KnownAnswers {
  readonly #limit: number;
  readonly #seed: number;
  #young: WordTable;
  #old: WordTable;

  /**
   * @param limit answers that are certainly remembered.
   * @param seed of its tables.
   */
  constructor(limit: number, seed: number) {
    this.#limit = limit;
    this.#seed = seed;
    this.#young = new WordTable(seed);
    this.#old = new WordTable(seed);
  }

  /**
   * @param answer by which an answer is known.
   * @returns the name of the conversation that gave it, where only one did.
   */
  get(answer: string): string | undefined {
    const key = sha256Short(answer);
    const words = this.#recall(key);
    return words === undefined || isNeither(words) ? undefined : digestOf(words);
  }

  /** Remembers who gave an answer. @param conversation its name: a digest of 128 bits in hex. */
  set(answer: string, conversation: string): void {
    this.#put(sha256Short(answer), wordsOf(conversation));
  }

  /** The same, where another one may have given the very same: then it names neither. */
  add(answer: string, conversation: string): void {
    const key = sha256Short(answer);
    const words = wordsOf(conversation);
    const known = this.#recall(key);
    this.#put(key, known === undefined || isEqual(known, words) ? words : NEITHER);
  }

  #recall(key: string): Words | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.#put(key, old);
    return old;
  }

  #put(key: string, words: Words): void {
    this.#young.set(key, words);
    if (this.#young.size < this.#limit) return;
    this.#old = this.#young;
    this.#young = new WordTable(this.#seed);
  }
}

function isNeither([a, b, c, d]: Words): boolean {
  return a === 0 && b === 0 && c === 0 && d === 0;
}

function isEqual(one: Words, other: Words): boolean {
  return one.every((word, index) => word === other[index]);
}

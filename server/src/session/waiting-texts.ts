import { WordTable } from "../core/word-table.ts";

/** Bytes of a chunk that texts share. */
const CHUNK = 1024 * 1024;
/** Bytes that a UTF-16 unit may take. */
const MOST_BYTES = 3;
/** UTF-16 units of a text that has a chunk of its own: what is left free at the end of a shared one is never much. */
const LONG = CHUNK / 4 / MOST_BYTES;
/** Bytes beside the texts of a generation that are not worth to be given back. */
const SLACK = 4 * CHUNK;

/**
 * Texts by digests, as bytes outside of the heap: of a hundred thousand that wait, a collection sees
 * some dozens of chunks.
 *
 * What was put among the last ones that were put or taken, up to a limit, is always there, and never more
 * than twice as many: two generations take turns, and the older one is dropped whole.
 */
export class WaitingTexts {
  readonly #limit: number;
  readonly #seed: number;
  #young: Generation;
  #old: Generation;

  /**
   * @param limit texts that are certainly remembered.
   * @param seed of its tables.
   */
  constructor(limit: number, seed: number) {
    this.#limit = limit;
    this.#seed = seed;
    this.#young = new Generation(seed);
    this.#old = new Generation(seed);
  }

  /** Texts that are there now. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /** Bytes that are held for them. */
  get bytes(): number {
    return this.#young.bytes + this.#old.bytes;
  }

  /** @param key a digest of 128 bits in hex. */
  has(key: string): boolean {
    return this.#young.has(key) || this.#old.has(key);
  }

  /** Takes a text out. @param key a digest of 128 bits in hex. */
  take(key: string): string | undefined {
    return this.#young.take(key) ?? this.#old.take(key);
  }

  /** Puts a text in, in place of the one that its key had. @param key a digest of 128 bits in hex. */
  put(key: string, text: string): void {
    this.#old.drop(key);
    this.#young.put(key, text);
    if (this.#young.size < this.#limit) return;
    this.#old = this.#young;
    this.#young = new Generation(this.#seed);
  }
}

interface Chunk {
  readonly bytes: Uint8Array;
  /** Up to where it is written. */
  end: number;
  /** Bytes of texts that are still wanted. */
  live: number;
}

/** Texts in chunks, and where in them. */
class Generation {
  /** Chunk, offset and length of each text. */
  readonly #places: WordTable;
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #chunks = new Map<number, Chunk>();
  /** The number of the chunk that is being filled; 0 is none. */
  #current = 0;
  #number = 0;
  #bytes = 0;
  #live = 0;

  constructor(seed: number) {
    this.#places = new WordTable(seed);
  }

  get size(): number {
    return this.#places.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  has(key: string): boolean {
    return this.#places.has(key);
  }

  take(key: string): string | undefined {
    const place = this.#places.take(key);
    if (place === undefined) return undefined;
    const [number, offset, length] = place;
    const text = this.#decoder.decode(this.#chunks.get(number)?.bytes.subarray(offset, offset + length));
    this.#forget(number, length);
    return text;
  }

  drop(key: string): void {
    const place = this.#places.take(key);
    if (place !== undefined) this.#forget(place[0], place[2]);
  }

  put(key: string, text: string): void {
    this.drop(key);
    if (text.length > LONG) {
      const bytes = this.#encoder.encode(text);
      this.#places.set(key, [this.#hold({ bytes, end: bytes.length, live: bytes.length }), 0, bytes.length, 0]);
      this.#live += bytes.length;
      return;
    }
    const [number, chunk] = this.#withRoom(text.length * MOST_BYTES);
    const offset = chunk.end;
    const { written } = this.#encoder.encodeInto(text, chunk.bytes.subarray(offset));
    this.#written(chunk, written);
    this.#places.set(key, [number, offset, written, 0]);
  }

  #forget(number: number, length: number): void {
    const chunk = this.#chunks.get(number);
    if (chunk === undefined) return;
    chunk.live -= length;
    this.#live -= length;
    if (chunk.live === 0 && number !== this.#current) this.#letGo(number, chunk);
    if (this.#bytes > 2 * this.#live + SLACK) this.#closeUp();
  }

  /** @returns the number of a chunk that is held from now on. */
  #hold(chunk: Chunk): number {
    this.#chunks.set(++this.#number, chunk);
    this.#bytes += chunk.bytes.length;
    return this.#number;
  }

  #letGo(number: number, chunk: Chunk): void {
    this.#chunks.delete(number);
    this.#bytes -= chunk.bytes.length;
  }

  #written(chunk: Chunk, length: number): void {
    chunk.end += length;
    chunk.live += length;
    this.#live += length;
  }

  #withRoom(length: number): readonly [number: number, chunk: Chunk] {
    const current = this.#chunks.get(this.#current);
    if (current !== undefined && CHUNK - current.end >= length) return [this.#current, current];
    if (current?.live === 0) this.#letGo(this.#current, current);
    const chunk: Chunk = { bytes: new Uint8Array(CHUNK), end: 0, live: 0 };
    this.#current = this.#hold(chunk);
    return [this.#current, chunk];
  }

  /** Writes what is still wanted side by side: a shared chunk is held whole for one text that nobody takes. */
  #closeUp(): void {
    const before = this.#chunks;
    this.#chunks = new Map();
    this.#current = 0;
    this.#bytes = 0;
    this.#live = 0;
    this.#places.replaceEach(([number, offset, length]) => {
      const from = before.get(number);
      if (from === undefined) return [0, 0, 0, 0];
      // A chunk of its own stays as it is.
      if (from.bytes.length === length) {
        this.#live += length;
        return [this.#hold(from), 0, length, 0];
      }
      const [to, chunk] = this.#withRoom(length);
      const start = chunk.end;
      chunk.bytes.set(from.bytes.subarray(offset, offset + length), start);
      this.#written(chunk, length);
      return [to, start, length, 0];
    });
  }
}

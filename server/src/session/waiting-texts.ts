import { WordTable } from "../core/word-table.ts";

/** Bytes of a chunk; a text that needs more has one of its own. */
const CHUNK = 1024 * 1024;
/** Bytes that a UTF-16 unit may take. */
const MOST_BYTES = 3;
/** Bytes beside the texts that are not worth to be given back. */
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
  #young = new Generation();
  #old = new Generation();

  /** @param limit texts that are certainly remembered. */
  constructor(limit: number) {
    this.#limit = limit;
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
    this.#young = new Generation();
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
  readonly #places = new WordTable();
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder();
  #chunks = new Map<number, Chunk>();
  #current: Chunk | undefined;
  #number = 0;
  #bytes = 0;
  #live = 0;

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
    const chunk = this.#withRoom(text.length * MOST_BYTES);
    const offset = chunk.end;
    const { written } = this.#encoder.encodeInto(text, chunk.bytes.subarray(offset));
    this.#written(chunk, written);
    this.#places.set(key, [this.#number, offset, written, 0]);
    if (this.#bytes > 2 * this.#live + SLACK) this.#closeUp();
  }

  #forget(number: number, length: number): void {
    const chunk = this.#chunks.get(number);
    if (chunk === undefined) return;
    chunk.live -= length;
    this.#live -= length;
    if (chunk.live > 0 || chunk === this.#current) return;
    this.#chunks.delete(number);
    this.#bytes -= chunk.bytes.length;
  }

  #written(chunk: Chunk, length: number): void {
    chunk.end += length;
    chunk.live += length;
    this.#live += length;
  }

  #withRoom(length: number): Chunk {
    const current = this.#current;
    if (current !== undefined && current.bytes.length - current.end >= length) return current;
    const chunk: Chunk = { bytes: new Uint8Array(Math.max(CHUNK, length)), end: 0, live: 0 };
    this.#current = chunk;
    const full = this.#number++;
    if (current?.live === 0) {
      this.#chunks.delete(full);
      this.#bytes -= current.bytes.length;
    }
    this.#chunks.set(this.#number, chunk);
    this.#bytes += chunk.bytes.length;
    return chunk;
  }

  /** Writes what is still wanted side by side: a chunk is held whole for one text that nobody takes. */
  #closeUp(): void {
    const before = this.#chunks;
    this.#chunks = new Map();
    this.#current = undefined;
    this.#bytes = 0;
    this.#live = 0;
    this.#places.replaceEach(([number, offset, length]) => {
      const chunk = this.#withRoom(length);
      const to = chunk.end;
      const bytes = before.get(number)?.bytes.subarray(offset, offset + length);
      if (bytes !== undefined) chunk.bytes.set(bytes, to);
      this.#written(chunk, length);
      return [this.#number, to, length, 0];
    });
  }
}

import { crc32 } from "node:zlib";

/** Bytes before the headers of a message: its length, the length of its headers, and a checksum of both. */
export const PRELUDE_BYTES = 12;
/** The longest message: AWS allows a payload of 16 MiB, and what says more is no message. */
export const MOST_BYTES = 16 * 1024 * 1024;
/** A message without headers and without a payload. */
const LEAST_BYTES = PRELUDE_BYTES + 4;

/**
 * Finds where messages of an AWS event stream end, however the bytes are cut. It keeps no more than
 * a prelude.
 */
export class FrameBounds {
  readonly #prelude = new Uint8Array(PRELUDE_BYTES);
  #read = 0;
  /** Bytes of the message under way that are still to come; 0 while its prelude is. */
  #left = 0;
  #broken = false;

  /** Whether a prelude was none: nothing behind it can be told apart any more. */
  get broken(): boolean {
    return this.#broken;
  }

  /** Whether the bytes so far stop in the middle of a message. */
  get inside(): boolean {
    return this.#broken || this.#read > 0;
  }

  /** Takes the next bytes. @returns the offsets in them behind which messages end, in order. */
  push(chunk: Uint8Array): readonly number[] {
    const ends: number[] = [];
    let at = 0;
    while (at < chunk.length && !this.#broken) {
      if (this.#left === 0) {
        const taken = Math.min(PRELUDE_BYTES - this.#read, chunk.length - at);
        this.#prelude.set(chunk.subarray(at, at + taken), this.#read);
        this.#read += taken;
        at += taken;
        if (this.#read < PRELUDE_BYTES) break;
        this.#begin();
        continue;
      }
      const taken = Math.min(this.#left, chunk.length - at);
      this.#left -= taken;
      at += taken;
      if (this.#left > 0) break;
      this.#read = 0;
      ends.push(at);
    }
    return ends;
  }

  #begin(): void {
    const view = new DataView(this.#prelude.buffer);
    const length = view.getUint32(0);
    const headers = view.getUint32(4);
    const possible = length >= LEAST_BYTES && length <= MOST_BYTES && headers <= length - LEAST_BYTES;
    if (possible && view.getUint32(8) === crc32(this.#prelude.subarray(0, 8))) this.#left = length - PRELUDE_BYTES;
    else this.#broken = true;
  }
}

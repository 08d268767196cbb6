import { createHash, createHmac, type Hash, hash } from "node:crypto";

/** A digest as it is written everywhere in Bellwether: the algorithm, a colon, 64 hex digits. */
export type Digest = `sha256:${string}`;

/**
 * The sha256 of some bytes, or of a text's UTF-8 bytes.
 *
 * `node:crypto` and not WebCrypto: the hot path needs the answer at once, and every runtime that
 * the server runs on has it (ADR 0003).
 */
export function sha256(data: string | Uint8Array): Digest {
  return `sha256:${hash("sha256", data, "hex")}`;
}

/** The first 128 bits of a sha256 in hex: for chains and references where a whole one is too long. */
export function sha256Short(data: string | Uint8Array): string {
  return hash("sha256", data, "hex").slice(0, 32);
}

/**
 * A sha256 over parts that arrive one by one. A part must not change until the next has come: one
 * that stays alone is digested at once in the end, which costs less than a hash that waits.
 */
export class Sha256Stream {
  #only: string | Uint8Array = "";
  #several: Hash | undefined;
  #parts = 0;

  update(data: string | Uint8Array): void {
    this.#parts++;
    if (this.#parts === 1) {
      this.#only = data;
      return;
    }
    this.#several ??= createHash("sha256").update(this.#only);
    this.#several.update(data);
    this.#only = "";
  }

  /** The digest of all parts; call once. */
  digest(): Digest {
    return this.#several === undefined ? sha256(this.#only) : `sha256:${this.#several.digest("hex")}`;
  }
}

/** The sha256 of bytes of which only the end is new: how far it had come behind a beginning is kept. */
export class Sha256Beginning {
  readonly #hash: Hash;
  /** Bytes that have been digested. */
  readonly length: number;

  private constructor(hash: Hash, length: number) {
    this.#hash = hash;
    this.length = length;
  }

  /** Of the first bytes of some. @param known of fewer of the very same bytes. */
  static of(bytes: Uint8Array, length: number, known?: Sha256Beginning): Sha256Beginning {
    const hash = known === undefined ? createHash("sha256") : known.#hash.copy();
    return new Sha256Beginning(hash.update(bytes.subarray(known?.length ?? 0, length)), length);
  }

  /** The digest of all of some bytes that begin with these. */
  digestOf(bytes: Uint8Array): Digest {
    return `sha256:${this.#hash.copy().update(bytes.subarray(this.length)).digest("hex")}`;
  }
}

/** The first 64 bits of an HMAC-SHA256 in hex: enough to tell texts apart, of no use without the key. */
export function hmacShort(key: Uint8Array, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex").slice(0, 16);
}

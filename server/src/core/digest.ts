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

/** The first 64 bits of an HMAC-SHA256 in hex: enough to tell texts apart, of no use without the key. */
export function hmacShort(key: Uint8Array, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex").slice(0, 16);
}

import { sha256 } from "../core/digest.ts";

/** What a key may do. */
export const KEY_KINDS = ["app", "pipeline", "test", "operator", "admin"] as const;

/** One of the kinds of key. */
export type KeyKind = (typeof KEY_KINDS)[number];

/** A key as everybody but its owner knows it. The key itself is shown once and kept nowhere. */
export interface KeyRecord {
  readonly id: string;
  /** Digest of the whole key. */
  readonly hash: string;
  readonly kind: KeyKind;
  readonly tenant: string;
  /** The only surface that it may call; absent: every surface of the deployment. */
  readonly surface?: string;
  readonly audience?: string;
  /** The channel of its surface that it follows; `stable` where nothing is said. */
  readonly channel?: string;
  /** The product's own back end: may say for whom it speaks (`bellwether-unit`, `-audience`). */
  readonly trusted: boolean;
  /** Milliseconds; a rotated key dies then. */
  readonly expiresAt?: number;
  readonly name: string;
}

/** Whether a key calls models, or only the control API. */
export function mayCall(kind: KeyKind): boolean {
  return kind === "app" || kind === "pipeline" || kind === "test";
}

/** By which a key is looked up. The whole of it counts, so keys that begin alike cannot meet. */
export function keyHash(key: string): string {
  return sha256(key);
}

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Makes a key: its kind, then 32 characters with 190 random bits. */
export function newKey(kind: KeyKind, random: (into: Uint8Array) => Uint8Array): string {
  let text = "";
  while (text.length < 32) {
    for (const byte of random(new Uint8Array(48))) {
      // Bytes above the largest multiple of 62 would favour the first letters.
      if (byte < 248 && text.length < 32) text += ALPHABET[byte % 62];
    }
  }
  return `bw_${kind}_${text}`;
}

/** A key of ours, as `newKey` makes them: it is nobody's business upstream, wherever it stands. */
export const OWN_KEY = /\bbw_[a-z]+_[0-9A-Za-z]{32}\b/;

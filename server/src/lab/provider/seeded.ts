import { createHash } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** A source of numbers in [0, 1) that are the same whenever the parts are the same. */
export type Random = () => number;

/** Numbers drawn from the sha256 of some parts (mulberry32 behind it). */
export function seededRandom(...parts: readonly string[]): Random {
  let state = hashOf("sha256", parts).readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * A name of letters and digits that the parts determine, such as ids need.
 *
 * @param length at most 64.
 */
export function seededName(length: number, ...parts: readonly string[]): string {
  let name = "";
  for (const byte of hashOf("sha512", parts).subarray(0, length)) name += ALPHABET[byte % ALPHABET.length];
  return name;
}

/** One of the choices. */
export function pick<T>(random: Random, choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(random() * choices.length)] ?? choices[0];
}

/** The parts are told apart from each other: ("a", "bc") is not ("ab", "c"). */
function hashOf(algorithm: "sha256" | "sha512", parts: readonly string[]): Buffer {
  return createHash(algorithm).update(parts.join("\u0000")).digest();
}

import { seededRandom } from "../../../server/src/lab/provider/seeded.ts";

/** What mutations put in: pieces on which parsers have stumbled before. */
const PIECES = [
  '"',
  "\\",
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  "null",
  "1e999",
  "-0",
  "\\u0000",
  "\\ud800",
  "\ud83d",
  "\u0000",
  "\r\n",
  "\n\n",
  "data: ",
  "event: ",
  "data: [DONE]\n\n",
  "id: 1\n",
  ": \n",
  "__proto__",
  "constructor",
  '"__proto__":{"x":1},',
  '"model":"other",',
  "true",
  "9".repeat(40),
  "[".repeat(200),
  '{"a":'.repeat(200),
  "\u001b[31m",
  "\u009b2J",
  "\ufeff",
  "&a *a",
  "*a",
  "<<: *a",
  "!!js/function x",
  "- ",
  "? ",
  "|",
  "(",
  ")",
  "not ",
  " or ",
  "~",
  "in (",
  "' OR 1=1 --",
  "%00",
  "../",
  "%2f",
  "\u2028",
  "e\u0301",
  "\ud83d\ude00",
].map((piece) => new TextEncoder().encode(piece));

/**
 * Changes bytes in a few places; the same seed makes the same change.
 *
 * @param other where foreign parts are taken from.
 */
export function mutated(bytes: Uint8Array, other: Uint8Array, seed: number): Uint8Array {
  const random = seededRandom(String(seed));
  const next = (below: number): number => Math.floor(random() * below);
  let now = bytes;
  for (let changes = 1 + next(4); changes > 0; changes--) now = once(now, other, next);
  return now;
}

function once(bytes: Uint8Array, other: Uint8Array, next: (below: number) => number): Uint8Array {
  const at = next(bytes.length + 1);
  const length = next(Math.min(64, bytes.length - at) + 1);
  switch (next(7)) {
    case 0: {
      const changed = bytes.slice();
      if (at < changed.length) changed[at] = next(256);
      return changed;
    }
    case 1:
      return joined(bytes.subarray(0, at), bytes.subarray(at + length));
    case 2:
      return joined(bytes.subarray(0, at + length), bytes.subarray(at));
    case 3:
      return bytes.subarray(0, at);
    case 4: {
      const from = next(other.length + 1);
      return joined(bytes.subarray(0, at), other.subarray(from, from + next(200)), bytes.subarray(at));
    }
    default:
      return joined(bytes.subarray(0, at), PIECES[next(PIECES.length)] ?? other, bytes.subarray(at + next(2) * length));
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

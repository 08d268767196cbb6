import type { Random } from "./seeded.ts";
import { isHighSurrogate } from "./tokens.ts";

/** Cuts a text into the small pieces in which models stream: 3 to 18 code units, surrogate pairs kept whole. */
export function piecesOf(text: string, random: Random): readonly string[] {
  const pieces: string[] = [];
  for (let from = 0; from < text.length;) {
    let to = Math.min(text.length, from + 3 + Math.floor(random() * 16));
    if (to < text.length && isHighSurrogate(text.charCodeAt(to - 1))) to++;
    pieces.push(text.slice(from, to));
    from = to;
  }
  return pieces;
}

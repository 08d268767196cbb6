import { eastAsianWidth } from "get-east-asian-width";
import type { Piece } from "../prose-words.ts";
import { visible } from "./visible.ts";

/** A character as people see one, and how many columns a terminal gives it. */
interface Glyph extends Piece {
  readonly columns: number;
}

const GLYPHS = new Intl.Segmenter("en", { granularity: "grapheme" });

/** How many columns a text takes in a terminal. */
export function columnsOf(text: string): number {
  return Array.from(GLYPHS.segment(text), ({ segment }) => columnsOfGlyph(segment)).reduce((sum, one) => sum + one, 0);
}

/** Emoji are wide however many code points they are of; marks alone have no room of their own. */
function columnsOfGlyph(glyph: string): number {
  if (/^\p{RGI_Emoji}$/v.test(glyph)) return 2;
  if (/^[\p{M}\p{Cf}]+$/u.test(glyph)) return 0;
  return eastAsianWidth(glyph.codePointAt(0) ?? 0);
}

/** Pieces of a line as lines of at most so many columns, cut at blanks where there are some. */
export function wrap(pieces: readonly Piece[], columns: number): readonly (readonly Piece[])[] {
  const lines: Glyph[][] = [];
  let line: Glyph[] = [];
  let used = 0;
  for (const glyph of glyphsOf(pieces)) {
    if (used + glyph.columns > columns && line.length > 0) {
      // The end of a line stands for the blank that would begin the next one, unless it is all that changed.
      const isBlank = glyph.text === " " && (!glyph.changed || line.at(-1)?.changed === true);
      const blank = line.findLastIndex(({ text }) => text === " ");
      const rest = isBlank || blank < line.length / 2 ? [] : line.splice(blank + 1);
      lines.push(line);
      line = rest;
      used = rest.reduce((sum, one) => sum + one.columns, 0);
      if (isBlank) continue;
    }
    line.push(glyph);
    used += glyph.columns;
  }
  return [...lines, line].map(joined);
}

/** A text in at most so many columns; what does not fit is left out, and a mark says so. */
export function clip(text: string, columns: number): string {
  const shown = visible(text);
  if (columnsOf(shown) <= columns) return shown;
  let clipped = "";
  let used = 1;
  for (const { text: glyph, columns: wide } of glyphsOf([{ text, changed: false }])) {
    used += wide;
    if (used > columns) break;
    clipped += glyph;
  }
  return `${clipped}…`;
}

/** A text filled up with blanks to so many columns. */
export function pad(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

/** Unchanged stretches of a changed line that are longer than this are shown by their ends. */
const LONG = 160;
const END = 60;

/** The pieces of a changed line; of long stretches that did not change only what is next to a change. */
export function abridged(pieces: readonly Piece[]): readonly Piece[] {
  if (pieces.length < 2) return pieces;
  return pieces.map((piece, index) => {
    if (piece.changed || piece.text.length <= LONG) return piece;
    const glyphs = Array.from(GLYPHS.segment(piece.text), ({ segment }) => segment);
    const start = index === 0 ? "" : glyphs.slice(0, END).join("");
    const end = index === pieces.length - 1 ? "" : glyphs.slice(-END).join("");
    return { ...piece, text: `${start} … ${end}` };
  });
}

function glyphsOf(pieces: readonly Piece[]): readonly Glyph[] {
  return pieces.flatMap(({ text, changed }) =>
    Array.from(GLYPHS.segment(visible(text)), ({ segment }) => ({
      text: segment,
      changed,
      columns: columnsOfGlyph(segment),
    })),
  );
}

function joined(glyphs: readonly Glyph[]): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const { text, changed } of glyphs) {
    const last = pieces.at(-1);
    if (last?.changed === changed) pieces[pieces.length - 1] = { changed, text: last.text + text };
    else pieces.push({ text, changed });
  }
  return pieces;
}

import { columnsOf, type Glyph, glyphsOf } from "../../../core/columns.ts";
import type { Piece } from "../prose-words.ts";
import { visible } from "./visible.ts";

/** A character of a piece. */
interface PieceGlyph extends Piece, Glyph {}

/** Pieces of a line as lines of at most so many columns, cut at blanks where there are some. */
export function wrap(pieces: readonly Piece[], columns: number): readonly (readonly Piece[])[] {
  const lines: PieceGlyph[][] = [];
  let line: PieceGlyph[] = [];
  let used = 0;
  for (const glyph of pieceGlyphs(pieces)) {
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
  for (const { text: glyph, columns: wide } of glyphsOf(shown)) {
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
    const glyphs = glyphsOf(piece.text).map(({ text }) => text);
    const start = index === 0 ? "" : glyphs.slice(0, END).join("");
    const end = index === pieces.length - 1 ? "" : glyphs.slice(-END).join("");
    return { ...piece, text: `${start} … ${end}` };
  });
}

function pieceGlyphs(pieces: readonly Piece[]): readonly PieceGlyph[] {
  return pieces.flatMap(({ text, changed }) => glyphsOf(visible(text)).map((glyph) => ({ ...glyph, changed })));
}

function joined(glyphs: readonly PieceGlyph[]): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const { text, changed } of glyphs) {
    const last = pieces.at(-1);
    if (last?.changed === changed) pieces[pieces.length - 1] = { changed, text: last.text + text };
    else pieces.push({ text, changed });
  }
  return pieces;
}

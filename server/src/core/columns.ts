import { eastAsianWidth } from "get-east-asian-width";

/** A character as people see one, and how many columns a terminal gives it. */
export interface Glyph {
  readonly text: string;
  readonly columns: number;
}

const GLYPHS = new Intl.Segmenter("en", { granularity: "grapheme" });
const SIMPLE = /^[\x20-\x7e]*$/;

/** The characters of a text, as people see them. */
export function glyphsOf(text: string): readonly Glyph[] {
  if (SIMPLE.test(text)) return Array.from(text, (letter) => ({ text: letter, columns: 1 }));
  return Array.from(GLYPHS.segment(text), ({ segment }) => ({ text: segment, columns: columnsOfGlyph(segment) }));
}

/** How many columns a text takes in a terminal. */
export function columnsOf(text: string): number {
  if (SIMPLE.test(text)) return text.length;
  return glyphsOf(text).reduce((sum, { columns }) => sum + columns, 0);
}

/** Emoji are wide however many code points they are of; marks alone have no room of their own. */
function columnsOfGlyph(glyph: string): number {
  if (/^\p{RGI_Emoji}$/v.test(glyph)) return 2;
  if (/^[\p{M}\p{Cf}]+$/u.test(glyph)) return 0;
  return eastAsianWidth(glyph.codePointAt(0) ?? 0);
}

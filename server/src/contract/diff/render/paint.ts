import type { Piece } from "../prose-words.ts";

/** How a terminal is to show a text; the numbers of SGR (ECMA-48). */
const STYLES = {
  bold: "1",
  dim: "2",
  red: "31",
  green: "32",
  yellow: "33",
  cyan: "36",
  redMark: "1;7;31",
  greenMark: "1;7;32",
} as const;

/** One of the styles. */
export type Style = keyof typeof STYLES;

/** Puts a style on a text, or leaves it as it is. */
export type Paint = (text: string, style: Style) => string;

/** Paints where colours are wanted. */
export function painter(colour: boolean): Paint {
  return (text, style) => (colour && text !== "" ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text);
}

/** How one side of a diff is shown: its colour, and what stands around a change where there is none. */
export const SIDES = {
  before: { sign: "-", plain: "red", mark: "redMark", open: "{-", close: "-}" },
  after: { sign: "+", plain: "green", mark: "greenMark", open: "{+", close: "+}" },
} as const;

/** What changed inside of a line, between marks; with colours the paint shows it. */
export function withMarks(pieces: readonly Piece[], side: keyof typeof SIDES, colour: boolean): readonly Piece[] {
  if (colour) return pieces;
  const { open, close } = SIDES[side];
  return pieces.map(({ text, changed }) => ({ text: changed ? `${open}${text}${close}` : text, changed: false }));
}

/** Pieces in the colour of their side, what changed in them emphasised. */
export function paintPieces(pieces: readonly Piece[], side: keyof typeof SIDES, paint: Paint): string {
  const { plain, mark } = SIDES[side];
  return pieces.map(({ text, changed }) => paint(text, changed ? mark : plain)).join("");
}

import { diffArrays } from "diff";

/** A part of a line. */
export interface Piece {
  readonly text: string;
  /** Whether the other side has something else here. */
  readonly changed: boolean;
}

/** Words as Unicode tells them (UAX 29), so that no character of several code points is cut, in any script. */
const WORDS = new Intl.Segmenter("en", { granularity: "word" });

/** Lines that differ in more places than this are not compared word by word. */
const MOST_CHANGES = 2_000;

/** A line of which nothing is told apart. */
export function whole(text: string): readonly Piece[] {
  return [{ text, changed: false }];
}

/** What of a line changed, on each side; undefined where it is hardly the same line any more. */
export function diffWords(
  before: string,
  after: string,
): { readonly before: readonly Piece[]; readonly after: readonly Piece[] } | undefined {
  const changes = diffArrays(wordsOf(before), wordsOf(after), { maxEditLength: MOST_CHANGES });
  if (changes === undefined) return undefined;
  const sides = { before: [] as Piece[], after: [] as Piece[] };
  for (const [index, { added, removed, value }] of changes.entries()) {
    const text = value.join("");
    // A blank between two changed words belongs to what changed: else every word is marked alone.
    const between = index > 0 && index < changes.length - 1 && text.trim() === "";
    const changed = added || removed || between;
    if (!added) append(sides.before, { text, changed });
    if (!removed) append(sides.after, { text, changed });
  }
  return sides;
}

function append(pieces: Piece[], piece: Piece): void {
  const last = pieces.at(-1);
  if (last?.changed === piece.changed) pieces[pieces.length - 1] = { ...piece, text: last.text + piece.text };
  else pieces.push(piece);
}

/** The words of a line, without blanks, and how often each is there. */
export type Bag = ReadonlyMap<string, number>;

/** The words of a line, to be compared with those of others by `likeness`. */
export function bagOf(line: string): Bag {
  const counts = new Map<string, number>();
  for (const word of wordsOf(line)) if (word.trim() !== "") counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** How alike two lines are, from 0 to 1: the share of words that both have, by their letters. */
export function likeness(a: Bag, b: Bag): number {
  let common = 0;
  for (const [word, count] of a) common += Math.min(count, b.get(word) ?? 0) * word.length;
  const all = lettersIn(a) + lettersIn(b);
  return all === 0 ? 0 : (2 * common) / all;
}

function lettersIn(bag: Bag): number {
  return [...bag].reduce((sum, [word, count]) => sum + word.length * count, 0);
}

function wordsOf(line: string): string[] {
  return Array.from(WORDS.segment(line), ({ segment }) => segment);
}

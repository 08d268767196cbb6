import type { Lexicon, Sense } from "./lexicon.ts";
import { digitNumber, hanNumber, isHanNumeral, joinedNumber } from "./numerals.ts";
import type { Token } from "./tokens.ts";
import type { Meaning } from "./vocabulary.ts";

/** A word or phrase of a sentence that says something about length. */
export interface Mark extends Sense {
  /** The first of its tokens, and the one behind its last. */
  readonly from: number;
  readonly to: number;
}

/** A sentence as it is read: its tokens, and what they say. */
export interface Marked {
  readonly tokens: readonly Token[];
  readonly marks: readonly Mark[];
  readonly negatesAfter: boolean;
  /** How far it is from its beginning to each token, and how many commas are before each: gaps are differences. */
  readonly distances: readonly number[];
  readonly commas: readonly number[];
}

/** Looks up what the words of a sentence say; a phrase hides the words in it. */
export function mark(tokens: readonly Token[], lexicon: Lexicon): Marked {
  const marks: Mark[] = [];
  for (let index = 0; index < tokens.length;) {
    const number = numberAt(tokens, index);
    const found = unitAfter(marks.at(-1), tokens, index, lexicon) ?? lexicon.at(tokens, index);
    const taken = found !== undefined && found.length >= (number?.length ?? 0) ? found : number;
    const length = taken?.length ?? 1;
    if (taken !== undefined) {
      const one = { ...taken.sense, from: index, to: index + length };
      const joined = join(marks.at(-1), one, tokens);
      if (joined !== undefined) marks.pop();
      marks.push(joined ?? one);
    }
    index += length;
  }
  const [distances, commas]: [number[], number[]] = [[0], [0]];
  for (const [index, { text }] of tokens.entries()) {
    distances.push((distances[index] ?? 0) + (COSTS[text] ?? (WIDE.test(text) ? 0.5 : 1)));
    commas.push((commas[index] ?? 0) + Number(ENDS_CLAUSE.test(text)));
  }
  return { tokens, marks, negatesAfter: lexicon.negatesAfter, distances, commas };
}

/** The unit right behind a number, whatever longer word it may begin there: two lines, written as if for two acts. */
function unitAfter(
  number: Mark | undefined,
  tokens: readonly Token[],
  index: number,
  lexicon: Lexicon,
): ReturnType<Lexicon["at"]> {
  if (number?.value === undefined || number.to !== index || !WIDE.test(tokens[index]?.text ?? "")) return undefined;
  if (lexicon.at(tokens, index)?.sense.unit !== undefined) return undefined;
  return [2, 1]
    .map((length) => lexicon.at(tokens.slice(index, index + length), 0))
    .find((found) => found?.sense.unit !== undefined);
}

/** Whether a mark can have a meaning. */
export function means(mark: Sense | undefined, ...any: readonly Meaning[]): boolean {
  if (mark === undefined) return false;
  for (const meaning of any) if (mark.meanings.has(meaning)) return true;
  return false;
}

function numberAt(tokens: readonly Token[], index: number): { sense: Sense; length: number } | undefined {
  const text = tokens[index]?.text ?? "";
  if (/^\d/.test(text)) return { sense: { meanings: new Set(), value: digitNumber(text) }, length: 1 };
  let end = index;
  while (isHanNumeral(tokens[end]?.text ?? " ")) end++;
  if (end === index) return undefined;
  const written = tokens.slice(index, end).map((token) => token.text);
  return { sense: { meanings: new Set(), value: hanNumber(written.join("")) }, length: end - index };
}

/** Number words that make one number: two hundred, twenty-five, half a. */
function join(before: Mark | undefined, next: Mark, tokens: readonly Token[]): Mark | undefined {
  if (before?.value === undefined || next.value === undefined || next.unit !== undefined) return undefined;
  const between = tokens.slice(before.to, next.from).map(({ text }) => text);
  if (between.length > 1 || !["", "-", "and", "y", "et"].includes(between.join())) return undefined;
  if (/^\d/.test(tokens[before.from]?.text ?? "") && next.value < 100) return undefined;
  const value = joinedNumber(before.value, next.value);
  return value === undefined
    ? undefined
    : { meanings: new Set([...before.meanings, ...next.meanings]), value, from: before.from, to: next.to };
}

const COSTS: Readonly<Record<string, number>> = {
  ",": 3,
  "，": 6,
  "、": 2,
  "(": 1,
  ")": 1,
  "（": 1,
  "）": 1,
  ":": 0.5,
  "：": 0.5,
  "–": 2,
  "—": 2,
  ";": 8,
  "?": 6,
  "？": 6,
  ".": 2,
  "・": 1,
  "/": 1,
};
const WIDE = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]$/u;

const ENDS_CLAUSE = /^[,，、;:：–—()（）]$/;

/** How far two marks are from each other: words, and more for each comma between them. */
export function gap({ distances }: Marked, a: Pick<Mark, "from" | "to">, b: Pick<Mark, "from" | "to">): number {
  return between(distances, a, b);
}

/** Whether there is a comma, or another sign that ends a clause, between two marks. */
export function commaBetween({ commas }: Marked, a: Pick<Mark, "from" | "to">, b: Pick<Mark, "from" | "to">): boolean {
  return between(commas, a, b) > 0;
}

function between(sums: readonly number[], a: Pick<Mark, "from" | "to">, b: Pick<Mark, "from" | "to">): number {
  const [first, second] = a.from <= b.from ? [a, b] : [b, a];
  return Math.max(0, (sums[second.from] ?? 0) - (sums[first.to] ?? 0));
}

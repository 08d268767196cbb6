import { type Bag, bagOf, likeness } from "./prose-words.ts";

/** Two lines that are less alike than this are different lines. */
const ALIKE = 0.4;

/** More pairs of lines than this are not compared with each other. */
const MOST_PAIRS = 10_000;

/** Two lines, by their places, that are one line changed; or one that is only on one side. */
export type LinePair = readonly [before: number | undefined, after: number | undefined];

/**
 * Pairs the lines of two stretches of text so that those that are alike stand beside each other,
 * each line once and in order.
 */
export function alignLines(before: readonly string[], after: readonly string[]): readonly LinePair[] {
  if (before.length * after.length > MOST_PAIRS) return apart(before, 0, after, 0);
  const scores = scoresOf(before, after);
  const score = (i: number, j: number): number => scores[i]?.[j]?.total ?? 0;
  const pairs: LinePair[] = [];
  let [i, j] = [0, 0];
  while (i < before.length && j < after.length) {
    const like = scores[i]?.[j]?.like ?? 0;
    if (like >= ALIKE && score(i, j) === like + score(i + 1, j + 1)) pairs.push([i++, j++]);
    else if (score(i + 1, j) >= score(i, j + 1)) pairs.push([i++, undefined]);
    else pairs.push([undefined, j++]);
  }
  return [...pairs, ...apart(before, i, after, j)];
}

const NO_WORDS: Bag = new Map();

interface Score {
  readonly like: number;
  /** The most likeness that the lines from here on can have together. */
  readonly total: number;
}

function scoresOf(before: readonly string[], after: readonly string[]): readonly (readonly Score[])[] {
  const scores: Score[][] = before.map(() => []);
  const [bags, others] = [before.map(bagOf), after.map(bagOf)];
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const like = likeness(bags[i] ?? NO_WORDS, others[j] ?? NO_WORDS);
      const paired = like >= ALIKE ? like + (scores[i + 1]?.[j + 1]?.total ?? 0) : 0;
      const total = Math.max(paired, scores[i + 1]?.[j]?.total ?? 0, scores[i]?.[j + 1]?.total ?? 0);
      const row = scores[i];
      if (row !== undefined) row[j] = { like, total };
    }
  }
  return scores;
}

function apart(before: readonly string[], i: number, after: readonly string[], j: number): readonly LinePair[] {
  return [
    ...before.slice(i).map((_, index): LinePair => [i + index, undefined]),
    ...after.slice(j).map((_, index): LinePair => [undefined, j + index]),
  ];
}

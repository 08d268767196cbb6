import { type Mark, type Marked, means } from "./marks.ts";
import type { Quantity } from "./quantities.ts";
import type { Reading } from "./reading.ts";
import {
  isBanned,
  isFreed,
  isNegated,
  isOfOthers,
  isOfUsers,
  isSent,
  isSupposed,
  isTooMuch,
  isWish,
  subjectOf,
} from "./scope.ts";
import type { Meaning } from "./vocabulary.ts";

/** Marks of a sentence that are looked at: nobody says more in one. */
const MOST_MARKS = 40;
/** Marks of what stands around it. */
const MOST_AROUND = 12;

/** How far from an amount, and from another word, what it speaks of may stand. */
const [AMOUNT_REACH, REACH] = [24, 7];

/** Of these it matters whose length they speak of, and whether they are denied. */
const WEIGHTY: readonly Meaning[] = [
  "short",
  "terse",
  "long",
  "verbose",
  "idiom",
  "figure",
  "vessel",
  "over",
  "stop",
  "silent",
  "length",
  "few",
  "suffices",
  "cut",
];

/** What stands around a sentence counts for these alone. */
const AROUND: ReadonlySet<string> = new Set<Meaning>([
  "answer",
  "speak",
  "length",
  "artefact",
  "part",
  "other",
  "interim",
  "short",
  "terse",
  "user",
]);

/** What can be said of how an amount or a word for length is meant. */
const [OF_ANY, OF_WORDS] = [
  { others: isOfOthers, sent: isSent, users: isOfUsers, supposed: isSupposed, wished: isWish },
  { denied: isNegated, freed: isFreed, excess: isTooMuch, banned: isBanned },
];

/** Whether a sentence says anything of length or amounts: without that nothing else makes it a limit. */
export function saysLength({ marked, quantities }: Reading): boolean {
  return quantities.length > 0 || marked.marks.some((one) => means(one, ...WEIGHTY));
}

/**
 * What can be said of a sentence without its words: the meanings that it has, which of them follow each other, and
 * of each amount and each word for length whose it is. The same features in every language, so that what edits in
 * one teach holds in all.
 */
export function featuresOf({ marked, quantities, above, before }: Reading): ReadonlySet<string> {
  const found = new Set<string>();
  const marks = marked.marks.slice(0, MOST_MARKS);
  for (const [index, one] of marks.entries()) {
    const kinds = kindsOf(one);
    for (const kind of kinds) found.add(kind);
    const next = marks[index + 1];
    if (next !== undefined) for (const kind of kinds) for (const other of kindsOf(next)) found.add(`${kind}+${other}`);
    for (const meaning of WEIGHTY) if (means(one, meaning)) ofWord(marked, one, meaning, found);
  }
  for (const quantity of quantities) ofAmount(marked, quantity, found);
  ofContext("heading", above, found);
  ofContext("before", before, found);
  const words = marked.tokens.filter(({ text }) => /[\p{L}\p{N}]/u.test(text)).length;
  const known = marks.reduce((sum, { from, to }) => sum + to - from, 0);
  found.add(`words:${rank(words, 4, 8, 16, 30)}`);
  found.add(`strange:${rank(words - known, 1, 3, 7, 14)}`);
  return found;
}

/** What a mark is, by itself: its meanings, its unit, a number. */
function kindsOf({ meanings, unit, value }: Mark): readonly string[] {
  const kinds: string[] = [...meanings];
  if (unit !== undefined) kinds.push("unit", unit);
  if (value !== undefined) kinds.push("number");
  return kinds;
}

function ofWord(sentence: Marked, one: Mark, meaning: Meaning, found: Set<string>): void {
  const { subject, distance } = subjectOf(sentence, one, REACH);
  const of = `${meaning}:${subject}`;
  found.add(of);
  found.add(`${of}:${nearness(distance)}`);
  for (const [name, holds] of [...Object.entries(OF_ANY), ...Object.entries(OF_WORDS)])
    if (holds(sentence, one)) {
      found.add(`${meaning}:${name}`);
      found.add(`${of}:${name}`);
    }
}

function ofAmount(sentence: Marked, { mark, bound, unit, words, vague }: Quantity, found: Set<string>): void {
  const { subject, distance } = subjectOf(sentence, mark, AMOUNT_REACH);
  const of = `amount:${bound}:${subject}`;
  const size = `size${rank(words, 30, 200, 1000)}`;
  for (const feature of [
    `amount:${bound}`,
    `amount:${bound}:${unit}`,
    `amount:${bound}:${size}`,
    of,
    `${of}:${nearness(distance)}`,
    `${of}:${unit}`,
    `${of}:${size}`,
    `${of}:${vague ? "vague" : "exact"}`,
  ])
    found.add(feature);
  for (const [name, holds] of Object.entries(OF_ANY)) if (holds(sentence, mark)) found.add(`amount:${name}`);
}

function ofContext(where: string, sentence: Marked | undefined, found: Set<string>): void {
  for (const one of sentence?.marks.slice(0, MOST_AROUND) ?? [])
    for (const kind of kindsOf(one)) if (AROUND.has(kind)) found.add(`${where}:${kind}`);
}

function nearness(distance: number): string {
  return `near${rank(distance, 0.9, 2, 5, 10)}`;
}

/** How many of some limits a value is above. */
function rank(value: number, ...limits: readonly number[]): number {
  return limits.filter((limit) => value > limit).length;
}

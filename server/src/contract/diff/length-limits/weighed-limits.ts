import { isOfUnit } from "./brevity.ts";
import { featuresOf, saysLength } from "./features.ts";
import { likelihoodOf } from "./likelihood.ts";
import { clauseOf, type Limit, limitsOf } from "./limits.ts";
import { type Mark, type Marked, means } from "./marks.ts";
import type { Quantity } from "./quantities.ts";
import { type LanguageOf, type Reading, readingOf } from "./reading.ts";
import {
  hasTopic,
  isFreed,
  isNegated,
  isOfOthers,
  isOfUsers,
  isOutweighed,
  isSent,
  isSupposed,
  isTooMuch,
  isWish,
} from "./scope.ts";
import type { Sentence } from "./sentences.ts";
import { isSaidOfStranger } from "./strangers.ts";

/** From here on a sentence sets a limit that the grammar does not know, and below it none that the grammar finds. */
const [LIKELY, UNLIKELY] = [0.8, 0.1];

/** A limit, and whether the grammar knows how it is said. */
export interface WeighedLimit extends Limit {
  readonly known: boolean;
}

/**
 * The limits that a sentence sets: those of the grammar, unless nothing else speaks for them, and where it finds none
 * one that is likely all the same. The grammar knows how limits are said; the weights know what usually is one.
 */
export function weighedLimitsOf(sentence: Sentence, languageOf: LanguageOf): readonly WeighedLimit[] {
  const reading = readingOf(sentence, languageOf);
  if (!saysLength(reading)) return [];
  const limits = limitsOf(sentence, reading);
  const likelihood = likelihoodOf(featuresOf(reading));
  if (limits.length > 0) return likelihood < UNLIKELY ? [] : limits.map((limit) => ({ ...limit, known: true }));
  return likelihood < LIKELY || isRefused(reading) ? [] : [likelyLimit(sentence, reading)];
}

type Refusal = (sentence: Marked, mark: Mark) => boolean;

/** By what the grammar knows that a word for brevity, and that an amount, limits nothing. */
const [REFUSES_WORDS, REFUSES_AMOUNTS]: readonly [readonly Refusal[], readonly Refusal[]] = [
  [isNegated, isFreed, isOutweighed, isTooMuch, isSupposed, isSaidOfStranger, isOfUnit, isWish],
  [isOfOthers, isSent, isOfUsers, isSupposed, isWish, hasTopic],
];

/** Whether the grammar has understood what is said of length, and that it is no limit: that outweighs what is usual. */
function isRefused({ marked, quantities }: Reading): boolean {
  const refuses = (by: readonly Refusal[], mark: Mark): boolean => by.some((refusal) => refusal(marked, mark));
  return (
    marked.marks.some(
      (one) => means(one, "free", "needless") || (means(one, "short", "terse", "idiom") && refuses(REFUSES_WORDS, one)),
    ) || quantities.some((one) => one.bound === "lower" || isTime(marked, one) || refuses(REFUSES_AMOUNTS, one.mark))
  );
}

/** Whether it is how long something takes that is neither said nor read. */
function isTime({ marks }: Marked, { unit }: Quantity): boolean {
  return (
    (unit === "second" || unit === "minute") && !marks.some((one) => means(one, "speak", "aloud", "cut", "length"))
  );
}

/** As much as can be told of a limit that is said in no way that the grammar knows. */
function likelyLimit(sentence: Sentence, { marked, quantities }: Reading): WeighedLimit {
  const interim = marked.marks.some((one) => means(one, "interim"));
  const amount = quantities.find(({ bound }) => bound !== "lower");
  const whole = { meanings: new Set<never>(), from: 0, to: marked.tokens.length };
  return {
    scope: interim ? "interim" : "answer",
    words: amount?.words,
    clause: clauseOf(sentence, marked, amount?.mark ?? whole),
    known: false,
  };
}

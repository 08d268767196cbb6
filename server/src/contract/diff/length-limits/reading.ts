import type { Lexicon } from "./lexicon.ts";
import { mark, type Marked } from "./marks.ts";
import { type Quantity, quantitiesIn } from "./quantities.ts";
import type { Sentence } from "./sentences.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** Tells the language of a sentence. */
export type LanguageOf = (text: string, tokens: readonly Token[]) => Lexicon;

/** A sentence with what it says of length, and what stands above and before it. */
export interface Reading {
  readonly marked: Marked;
  readonly quantities: readonly Quantity[];
  readonly above: Marked | undefined;
  readonly before: Marked | undefined;
}

/** Reads a sentence in the words of its language. */
export function readingOf({ reading, heading, previous }: Sentence, languageOf: LanguageOf): Reading {
  const tokens = tokensOf(reading);
  const lexicon = languageOf(reading, tokens);
  const marked = mark(tokens, lexicon);
  const around = (text: string): Marked | undefined => (text === "" ? undefined : mark(tokensOf(text), lexicon));
  return { marked, quantities: quantitiesIn(marked), above: around(heading), before: around(previous) };
}

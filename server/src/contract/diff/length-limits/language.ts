import { chinese } from "./languages/zh.ts";
import { english } from "./languages/en.ts";
import { french } from "./languages/fr.ts";
import { german } from "./languages/de.ts";
import { japanese } from "./languages/ja.ts";
import { spanish } from "./languages/es.ts";
import { type Lexicon, lexiconOf } from "./lexicon.ts";
import { remembered } from "./remembered.ts";
import { type Token, tokensOf } from "./tokens.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Kana, and characters that are written so in Japanese alone. */
const JAPANESE_ALONE = /[\p{Script=Hiragana}\p{Script=Katakana}応気単関駅円広検図対発込働辺変実続総読説訳選択]|言語/u;
const HAN = /\p{Script=Han}/u;
/** As much of a prompt as it takes to tell its language. */
const SAMPLE = 4000;

/** Made when it is first needed: most contracts never need one. */
function lazy(vocabulary: Vocabulary): () => Lexicon {
  let lexicon: Lexicon | undefined;
  return () => (lexicon ??= lexiconOf(vocabulary));
}

const LATIN = [english, german, french, spanish].map(lazy);
const [CHINESE, JAPANESE] = [lazy(chinese), lazy(japanese)];

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const CAMEL = /\p{Ll}\p{Lu}/u;

const tells = remembered((word) => !/^\d/.test(word) && LATIN.some((language) => language().tells(word)));

/** Whether a sentence has a word without which none limits the length of answers, in any language. */
export function mayLimit(sentence: { readonly reading: string; readonly key: string }): boolean {
  // Scripts that do not part their words, and names in camel case, take a closer look.
  if (WIDE.test(sentence.key) || CAMEL.test(sentence.reading)) return true;
  return sentence.key.split(" ").some(tells);
}

/**
 * Tells the language of sentences of one prompt.
 *
 * @returns the words of a sentence's language; where its own words leave it open, of the prompt's.
 */
export function languagesOf(prompt: string): (sentence: string, tokens: readonly Token[]) => Lexicon {
  const sample = prompt.slice(0, SAMPLE);
  const japaneseAround = JAPANESE_ALONE.test(sample);
  const around = shares(tokensOf(sample));
  return (sentence, tokens) => {
    if (HAN.test(sentence) || JAPANESE_ALONE.test(sentence))
      return japaneseAround || JAPANESE_ALONE.test(sentence) ? JAPANESE() : CHINESE();
    const own = shares(tokens);
    const scores = LATIN.map((_, index) => 2 * (own[index] ?? 0) + (around[index] ?? 0));
    return (LATIN[scores.indexOf(Math.max(...scores))] ?? LATIN[0] ?? CHINESE)();
  };
}

/** What words have to outweigh: one or two that are known say little. */
const DOUBT = 2;

/** How much of what the words say for any language they say for each. */
function shares(tokens: readonly Token[]): readonly number[] {
  const sums = LATIN.map((language) => tokens.reduce((sum, { text }) => sum + language().weight(text), 0));
  const all = sums.reduce((a, b) => a + b, 0);
  return sums.map((sum) => sum / (all + DOUBT));
}

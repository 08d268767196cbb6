import type { Phrases } from "./phrases.ts";

/** Finds phrases; made once, for very many texts. */
export interface SpeechReader {
  /** Whether a person's words correct what was done. */
  corrects(said: string): boolean;
  /** How often a model's words have a phrase of each list. */
  heard(text: string): { readonly hedges: number; readonly simplestFixes: number };
}

/** What a person has to say comes first; what they paste comes after. */
const BEGINNING = 400;
/** Longer answers are documents, and not talk. */
const MOST_TEXT = 20_000;

/** @throws {SyntaxError} where a phrase is no regular expression. */
export function speechReader({ corrections, hedges, simplestFixes }: Phrases): SpeechReader {
  const [correcting, hedging, simplifying] = [any(corrections), any(hedges), any(simplestFixes)];
  return {
    corrects: (said) => {
      correcting.lastIndex = 0;
      return correcting.test(said.trimStart().slice(0, BEGINNING).toLowerCase());
    },
    heard: (text) => {
      const talk = text.slice(0, MOST_TEXT).toLowerCase();
      return { hedges: countOf(hedging, talk), simplestFixes: countOf(simplifying, talk) };
    },
  };
}

/**
 * Finds any of the phrases in a text of small letters; nothing is found by no phrases. Small letters are looked for in
 * them, and not letters of either case: engines take many times as long for that, and people wait.
 */
function any(phrases: readonly string[]): RegExp {
  // Said by themselves first: together, a bracket too many in one may close that of another.
  for (const phrase of phrases) void new RegExp(phrase, "iu");
  return new RegExp(phrases.length === 0 ? "(?!)" : phrases.map((phrase) => `(?:${inSmall(phrase)})`).join("|"), "gu");
}

/** A letter by its number; what is escaped otherwise, or a name, which stay; letters. */
const PARTS =
  /\\(?:u\{(?<point>[0-9a-f]+)\}|u(?<unit>[0-9a-f]{4})|x(?<byte>[0-9a-f]{2})|[pP]\{[^}]*\}|k<[^>]*>|[^])|\(\?<[^=!>][^>]*>|\p{Lu}+/giu;
/** Letters of one case: among small letters those of both. */
const OF_ONE_CASE = /\\p\{(?:Lu|Lt|Uppercase_Letter|Titlecase_Letter|Uppercase|Ll|Lowercase_Letter|Lowercase)\}/gu;

/** The expression that finds among small letters what this one finds among letters of either case. */
function inSmall(phrase: string): string {
  const small = phrase.replace(PARTS, (found: string, point?: string, unit?: string, byte?: string) => {
    const number = point ?? unit ?? byte;
    if (number === undefined) return /^[\\(]/.test(found) ? found : found.toLowerCase();
    const letter = String.fromCodePoint(Number.parseInt(number, 16));
    const lower = letter.toLowerCase();
    return lower === letter || lower.length !== letter.length ? found : lower;
  });
  return small.replace(OF_ONE_CASE, String.raw`\p{L}`);
}

function countOf(phrases: RegExp, text: string): number {
  phrases.lastIndex = 0;
  let count = 0;
  while (phrases.test(text)) {
    count++;
    // What matches nothing would be found in the same place for ever.
    phrases.lastIndex = Math.max(phrases.lastIndex, count);
  }
  return count;
}

/** Clients mark so that a person has stopped the model in the middle of its work. */
const INTERRUPTED = /^\s*\[Request interrupted by user(?: for tool use)?\]|^\s*<turn_aborted>/;

/** Whether a message says that its person has interrupted the turn before it. */
export function interrupts(said: string): boolean {
  return INTERRUPTED.test(said);
}

/**
 * About how many words a text has: runs between white space, and half a word for each sign of writings that have no
 * spaces between words.
 */
export function wordsIn(text: string): number {
  let words = 0;
  let signs = 0;
  let inside = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 0x20 || code === 0xa0 || code === 0x3000) inside = false;
    else if ((code >= 0x3040 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3)) {
      signs++;
      inside = false;
    } else if (!inside) {
      inside = true;
      words++;
    }
  }
  return words + Math.ceil(signs / 2);
}

import { compoundNumber } from "./numerals.ts";
import { remembered } from "./remembered.ts";
import { slips } from "./slips.ts";
import { folded, type Token, tokensOf } from "./tokens.ts";
import type { Meaning, Unit, Vocabulary } from "./vocabulary.ts";

/** What a word or phrase says: meanings, or a unit, or a number. */
export interface Sense {
  readonly meanings: ReadonlySet<Meaning>;
  readonly unit?: Unit;
  readonly value?: number;
}

interface Word {
  readonly text: string;
  /** Whether it is only the beginning of a word; alone, it is any word. */
  readonly open: boolean;
  /** Whether it is only the end of a word, of a German compound. */
  readonly end?: boolean;
}

interface Entry {
  readonly words: readonly Word[];
  readonly meanings: readonly Meaning[];
  readonly unit?: Unit;
  readonly value?: number;
}

/** A vocabulary made ready for looking up. */
export interface Lexicon {
  readonly negatesAfter: boolean;
  /** How much a word speaks for this language: 2 for a small word, 1 for one of the others. */
  weight(word: string): number;
  /** Whether a word belongs to what alone can make a limit; sentences without one are not read. */
  tells(word: string): boolean;
  /** The longest phrase that begins at a token, with all that it can mean. */
  at(tokens: readonly Token[], index: number): { readonly sense: Sense; readonly length: number } | undefined;
}

/** Without one of these, or a unit, a sentence sets no limit. */
const TELLING: ReadonlySet<Meaning> = new Set([
  "short",
  "terse",
  "long",
  "verbose",
  "idiom",
  "figure",
  "stop",
  "vessel",
  "silent",
]);

/** How many characters of an open word it is looked up by. */
const KEY = 3;

/** Makes a vocabulary ready. */
export function lexiconOf(vocabulary: Vocabulary): Lexicon {
  const exact = new Map<string, Entry[]>();
  const open = new Map<string, Entry[]>();
  const ends: Entry[] = [];
  /** Words that say something by themselves. */
  const alone = new Set<string>();
  const [telling, tellingOpen] = [new Set<string>(), new Map<string, string[]>()];
  const add = (entry: Entry): void => {
    const [first] = entry.words;
    if (first === undefined) return;
    if (first.end === true) {
      ends.push(entry);
      return;
    }
    if (first.open) into(open, first.text.slice(0, KEY), entry);
    else {
      into(exact, first.text, entry);
      if (entry.words.length === 1) alone.add(first.text);
    }
    const compares = entry.meanings.includes("over") && entry.words.length > 1;
    if (entry.unit === undefined && !compares && !entry.meanings.some((meaning) => TELLING.has(meaning))) return;
    let longest = first;
    for (const word of entry.words) if (word.text.length > longest.text.length) longest = word;
    if (!longest.open) telling.add(longest.text);
    else into(tellingOpen, longest.text.slice(0, KEY), longest.text);
  };
  for (const [meaning, written] of Object.entries(vocabulary.meanings))
    for (const words of phrases(written)) add({ words, meanings: [meaning as Meaning] });
  const units = new Set<string>();
  for (const [unit, written] of Object.entries(vocabulary.units))
    for (const words of phrases(written)) {
      add({ words, meanings: [], unit: unit as Unit });
      units.add(words.length === 1 ? (words[0]?.text ?? "") : "");
    }
  const numbers = numbersOf(vocabulary.numbers);
  for (const [text, value] of numbers) add({ words: [{ text, open: false }], meanings: [], value });
  const common = new Set(phrases(vocabulary.common).map(([word]) => word?.text ?? ""));
  // A small word is no slip of another.
  const known = new Set([...exact.keys(), ...common]);
  const misspelt = slips(alone);

  const beginning = remembered((text): readonly Entry[] => [
    ...(exact.get(text) ?? []),
    ...(open.get(text.slice(0, KEY)) ?? []).filter(({ words: [first] }) => text.startsWith(first?.text ?? "")),
    ...(exact.has(text) ? [] : ends.filter(({ words: [first] }) => endsIn(text, first?.text ?? ""))),
  ]);
  const meant = remembered((text) => (known.has(text) ? undefined : misspelt(text)));
  const compound = remembered((text) => compoundNumber(text, numbers));
  const longest = (tokens: readonly Token[], index: number, text: string): ReturnType<Lexicon["at"]> => {
    const candidates = beginning(text);
    if (candidates.length === 0) return undefined;
    let [length, fitting]: [number, Entry[]] = [1, []];
    for (const entry of candidates) {
      const size = entry.words.length;
      if (size < length || !fits(entry.words, tokens, index)) continue;
      if (size > length) [length, fitting] = [size, []];
      fitting.push(entry);
    }
    return fitting.length === 0 ? undefined : { sense: together(fitting), length };
  };
  return {
    negatesAfter: vocabulary.negatesAfter === true,
    tells: remembered((word) => {
      if (telling.has(word)) return true;
      if (tellingOpen.get(word.slice(0, KEY))?.some((one) => word.startsWith(one)) === true) return true;
      const other = meant(word);
      return other !== undefined && telling.has(other);
    }),
    weight: remembered((word) =>
      common.has(word) || units.has(word)
        ? 2
        : Number(
            exact.has(word) ||
              (open.get(word.slice(0, KEY)) ?? []).some((one) => word.startsWith(one.words[0]?.text ?? " ")),
          ),
    ),
    at: (tokens, index) => {
      const text = tokens[index]?.text ?? "";
      const found = longest(tokens, index, text);
      if (found !== undefined) return found;
      const value = compound(text);
      if (value !== undefined) return { sense: { meanings: new Set(), value }, length: 1 };
      const word = meant(text);
      return word === undefined ? undefined : longest(tokens, index, word);
    },
  };
}

function into<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

function together(entries: readonly Entry[]): Sense {
  const unit = entries.find((entry) => entry.unit !== undefined)?.unit;
  const value = entries.find((entry) => entry.value !== undefined)?.value;
  return {
    meanings: new Set(entries.flatMap(({ meanings }) => meanings)),
    ...(unit === undefined ? {} : { unit }),
    ...(value === undefined ? {} : { value }),
  };
}

/** Whether a word is a compound of another. */
function endsIn(word: string, end: string): boolean {
  return word.length > end.length + 2 && word.endsWith(end);
}

/** Whether the words behind the first one are the phrase's; the first is what it was looked up by. */
function fits(words: readonly Word[], tokens: readonly Token[], index: number): boolean {
  for (let offset = 1; offset < words.length; offset++) {
    const [word, token] = [words[offset], tokens[index + offset]?.text];
    if (word === undefined || token === undefined) return false;
    if (word.open ? !token.startsWith(word.text) : token !== word.text) return false;
  }
  return true;
}

/** Nothing but words of small letters, the last one perhaps the beginning of one: what most phrases are. */
const PLAIN = /^[a-zß-öø-ÿ]+(?: [a-zß-öø-ÿ]+)*\*?$/;

function phrases(written: string): readonly (readonly Word[])[] {
  return written
    .split(/[,\n](?!\d)/)
    .map((phrase) => {
      const trimmed = phrase.trim();
      if (PLAIN.test(trimmed)) return plainWords(trimmed);
      const tokens = tokensOf(trimmed);
      return tokens.flatMap(({ text }, index): Word[] => {
        const before = tokens[index - 1];
        if (before?.text === "*" && index === 1 && before.to === tokens[index]?.from)
          return [{ text, open: false, end: true }];
        if (text === "*" && index === 0 && tokens.length > 1) return [];
        if (text === "*")
          return index > 0 && tokens[index - 1]?.to === tokens[index]?.from ? [] : [{ text: "", open: true }];
        const [token, next] = [tokens[index], tokens[index + 1]];
        return [{ text, open: next?.text === "*" && next.from === token?.to }];
      });
    })
    .filter((words) => words.length > 0);
}

function plainWords(phrase: string): readonly Word[] {
  const open = phrase.endsWith("*");
  const written = folded(open ? phrase.slice(0, -1) : phrase);
  if (!written.includes(" ")) return [{ text: written, open }];
  const words = written.split(" ");
  return words.map((text, index) => ({ text, open: open && index === words.length - 1 }));
}

function numbersOf(written: string): ReadonlyMap<string, number> {
  return new Map(
    written.split(",").map((pair) => {
      const [word = "", value = ""] = pair.trim().split(" ");
      return [folded(word), Number(value)] as const;
    }),
  );
}

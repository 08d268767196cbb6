import { isAscii } from "node:buffer";

/**
 * Writing systems, as bits. Latin is none of them: code, names and numbers are written in it whatever a conversation is in.
 */
const SCRIPTS = [
  ["Greek", [[0x370, 0x3ff]]],
  ["Cyrillic", [[0x400, 0x52f]]],
  ["Armenian", [[0x530, 0x58f]]],
  ["Hebrew", [[0x590, 0x5ff]]],
  [
    "Arabic",
    [
      [0x600, 0x6ff],
      [0x750, 0x77f],
      [0x8a0, 0x8ff],
    ],
  ],
  ["Indic", [[0x900, 0xdff]]],
  ["Thai", [[0xe00, 0xe7f]]],
  ["Lao", [[0xe80, 0xeff]]],
  ["Georgian", [[0x10a0, 0x10ff]]],
  ["Ethiopic", [[0x1200, 0x139f]]],
  ["Khmer", [[0x1780, 0x17ff]]],
  [
    "Hangul",
    [
      [0x1100, 0x11ff],
      [0xac00, 0xd7af],
    ],
  ],
  ["Kana", [[0x3040, 0x30ff]]],
  [
    "Han",
    [
      [0x3400, 0x4dbf],
      [0x4e00, 0x9fff],
      [0xf900, 0xfaff],
      [0x20000, 0x3134f],
    ],
  ],
] as const satisfies readonly (readonly [name: string, ranges: readonly (readonly [number, number])[]])[];

/** Letters of a script that make it one of a message's, and of an answer's. */
const LEAST = { message: 2, answer: 10 } as const;
/** Share of an answer's letters outside of Latin that make a script one of its own. */
const SHARE = 0.1;

function scriptAt(code: number): number {
  if (code < 0x370) return -1;
  return SCRIPTS.findIndex(([, ranges]) => ranges.some(([from, to]) => code >= from && code <= to));
}

function bitsOf(counts: readonly number[], least: number): number {
  return counts.reduce((bits, count, index) => (count >= least ? bits | (1 << index) : bits), 0);
}

/** The scripts of a message, read from its JSON as it came: characters may be escaped there. */
export function scriptsInJson(raw: Uint8Array): number {
  // Nearly every message is nothing but ASCII, where an escape would be all that can stand for another letter.
  if (isAscii(raw) && Buffer.from(raw.buffer, raw.byteOffset, raw.length).indexOf("\\u") < 0) return 0;
  const text = new TextDecoder()
    .decode(raw)
    .replace(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return bitsOf(counted(text), LEAST.message);
}

/** The scripts of a text that somebody asks with. */
export function scriptsInText(text: string): number {
  return BEYOND_LATIN.test(text) ? bitsOf(counted(text), LEAST.message) : 0;
}

/** The scripts that an answer is written in, in part or in whole; 0 where it is all Latin. */
export function scriptsOfAnswer(text: string): number {
  if (!BEYOND_LATIN.test(text)) return 0;
  const counts = counted(text);
  const letters = counts.reduce((sum, count) => sum + count, 0);
  return bitsOf(counts, Math.max(LEAST.answer, SHARE * letters));
}

const BEYOND_LATIN = /[\u0370-\uffff]/;

function counted(text: string): number[] {
  const counts = SCRIPTS.map(() => 0);
  for (const character of text) {
    const script = scriptAt(character.codePointAt(0) ?? 0);
    if (script >= 0) counts[script] = (counts[script] ?? 0) + 1;
  }
  return counts;
}

/** The names of scripts, for people. */
export function scriptNames(bits: number): readonly string[] {
  return SCRIPTS.flatMap(([name], index) => ((bits & (1 << index)) === 0 ? [] : [name]));
}

/** What is written beside others as a matter of course: Japanese has Kana and Han in each sentence. */
const BESIDE: readonly (readonly [string, string])[] = [
  ["Kana", "Han"],
  ["Hangul", "Han"],
];

/** Scripts of an answer that nothing before it has. */
export function foreignScripts(answer: number, known: number): number {
  const index = (name: string): number => 1 << SCRIPTS.findIndex(([one]) => one === name);
  const may = BESIDE.reduce((bits, [one, other]) => ((known & index(one)) === 0 ? bits : bits | index(other)), known);
  return answer & ~may;
}

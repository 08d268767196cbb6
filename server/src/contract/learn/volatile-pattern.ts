/** What changes from day to day and from machine to machine, though a few requests may not show it. */
const TOKENS: readonly { readonly seen: RegExp; readonly pattern: string }[] = [
  { seen: /\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?/, pattern: "\\d{4}-\\d{2}-\\d{2}\\S*" },
  { seen: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i, pattern: "[0-9A-Fa-f-]{36}" },
  { seen: /(?:\/(?:home|Users|tmp|private|root|var)\/[^\s`'")\]}>]+)/, pattern: "\\/[^\\s`'\")\\]}>]+" },
  { seen: /\b[0-9a-f]{16,}\b/i, pattern: "[0-9A-Fa-f]+" },
  { seen: /\b\d{4}\/\d{1,2}\/\d{1,2}\b/, pattern: "\\d{4}\\/\\d{1,2}\\/\\d{1,2}" },
  { seen: /\b\d{1,2}\/\d{1,2}\/\d{4}\b/, pattern: "\\d{1,2}\\/\\d{1,2}\\/\\d{4}" },
  {
    seen: /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{2} \d{4}\b/,
    pattern: "[A-Z][a-z]{2} [A-Z][a-z]{2} \\d{2} \\d{4}",
  },
  {
    seen: /\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}, \d{4}\b/,
    pattern: "[A-Z][a-z]+ \\d{1,2}, \\d{4}",
  },
  { seen: /\b[A-Z]:\\[^\s`'")\]}>]+/, pattern: "[A-Z]:\\\\[^\\s`'\")\\]}>]+" },
  {
    seen: /\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2},? \d{4}\b/,
    pattern: "[A-Z][a-z]+,? [A-Z][a-z]+ \\d{1,2},? \\d{4}",
  },
];

/** Longer ones are refused in a contract. */
const LONGEST = 1_900;
/** Letters and digits without which nobody could tell what a pattern is about. */
const FEWEST = 6;

/** A pattern for a line of which a part changes from day to day or from machine to machine; undefined where none seems to. */
export function patternOfLine(line: string, version: string): string | undefined {
  const tokens = version.length < 3 ? TOKENS : [{ seen: literal(version), pattern: VERSION }, ...TOKENS];
  const parts = split(line, tokens);
  if (parts.length < 2) return undefined;
  const pattern = `^${parts.map((part) => (part.token === undefined ? escaped(part.text) : part.token)).join("")}$`;
  const fixed = parts.filter(({ token }) => token === undefined).map(({ text }) => text);
  return pattern.length <= LONGEST && sayings(fixed.join("")) >= FEWEST ? pattern : undefined;
}

const VERSION = "[0-9][\\w.+-]*";

/**
 * One pattern for lines that stand in the same place and say the same but for a part of them;
 * undefined where too little of them is the same.
 */
export function patternOfLines(lines: readonly string[], version: string): string | undefined {
  const [first = ""] = lines;
  // Where the parts that differ are of a kind that is known to, the pattern says the kind.
  const [known, ...others] = lines.map((line) => patternOfLine(line, version));
  if (known !== undefined && others.every((pattern) => pattern === known)) return known;
  const prefix = lines.reduce(commonStart, first);
  const rest = lines.map((line) => line.slice(prefix.length));
  const suffix = rest.reduce(commonEnd, rest[0] ?? "");
  if (sayings(prefix) < FEWEST) return undefined;
  // What the ends have in common by chance, half a number or half a word, is no part of what is fixed.
  const [start, end] = [prefix.replace(/[\w.-]+$/, ""), suffix.replace(/^[\w.-]+/, "")];
  const [head, tail] = [escaped(sayings(start) < FEWEST ? prefix : start), escaped(end)];
  const whole = `^${head}.*${tail}$`;
  if (whole.length <= LONGEST) return whole;
  const short = `^${head}.*$`;
  return short.length <= LONGEST ? short : undefined;
}

/** A pattern for any lines between two lines that are always there; an end of the text where one is missing. */
export function patternBetween(before: string | undefined, after: string | undefined): string | undefined {
  if (before === undefined || sayings(before) === 0) return undefined;
  const end = after === undefined || sayings(after) === 0 ? "(?![\\s\\S])" : `(?=\\n${escaped(after)}$)`;
  const pattern = `(?<=^${escaped(before)}\\n)[\\s\\S]+?${end}`;
  return pattern.length <= LONGEST ? pattern : undefined;
}

/** A text as a regular expression that matches it alone. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&").replaceAll("\n", "\\n");
}

function literal(text: string): RegExp {
  return new RegExp(`${escaped(text)}[\\w.+-]*`);
}

interface Part {
  readonly text: string;
  readonly token?: string;
}

function split(line: string, tokens: typeof TOKENS): readonly Part[] {
  const parts: Part[] = [];
  let rest = line;
  for (;;) {
    const found = tokens
      .flatMap(({ seen, pattern }) => {
        const match = seen.exec(rest);
        return match === null ? [] : [{ at: match.index, length: match[0].length, pattern }];
      })
      .toSorted((a, b) => a.at - b.at)[0];
    if (found === undefined) break;
    if (found.at > 0) parts.push({ text: rest.slice(0, found.at) });
    parts.push({ text: "", token: found.pattern });
    rest = rest.slice(found.at + found.length);
  }
  if (rest !== "") parts.push({ text: rest });
  return parts.some(({ token }) => token !== undefined) ? parts : [];
}

function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}

function commonEnd(a: string, b: string): string {
  let length = 0;
  while (length < a.length && length < b.length && a.at(-1 - length) === b.at(-1 - length)) length++;
  return a.slice(a.length - length);
}

function sayings(text: string): number {
  return text.replace(/[^\p{L}\p{N}]/gu, "").length;
}

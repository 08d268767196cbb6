import { folded } from "./tokens.ts";

/** One sentence of a prompt, one item of a list, or one row of a table. */
export interface Sentence {
  /** As it stands there. */
  readonly text: string;
  /** Without markup, quotations and code, with the heads of a table's columns. */
  readonly reading: string;
  /** The heading, or the line that ends in a colon, under which it stands. */
  readonly heading: string;
  /** The sentence before it in the same paragraph. */
  readonly previous: string;
  /** The same for sentences that differ in markup, case and spaces alone. */
  readonly key: string;
}

const ENDS =
  /(?<=[.!?…])(?<!\b(?:max|min|máx|mín|maxi|ca|bzw|approx|etc|vgl|inkl|resp|e\.g|i\.e|z\. ?b|d\. ?h|p\. ?ex|no|nr|abs|art|\d)\.)\s+|(?<=[。！？；;])/iu;
const SPEAKER =
  /^\W*(?:user|human|customer|client|kunde|kundin|nutzer|utilisateur|usuario|cliente|用户|客户|ユーザー|利用者|お客様)\s*[:：]\s/iu;
const QUOTED =
  /"[^"\n]{1,200}"|“[^”\n]{1,200}”|„[^“”\n]{1,200}[“”]|«[^»\n]{1,200}»|‹[^›\n]{1,200}›|「[^」\n]{1,200}」|『[^』\n]{1,200}』/gu;
const CODE = /`[^`\n]{1,200}`|[\p{L}_][\p{L}\d_]{0,60}\([^()\n]{0,120}\)/gu;
const TAG = /<\/?\p{L}[^<>\n]{0,200}>/gu;
/** A key of JSON. */
const KEY = /^["“„«][\p{L}\d_-]{1,40}["”“»]$/u;
const FIELD = /\b(?:field|key|property|feld|schlüssel|champ|clé|campo|clave)\b|字段|の値|フィールド/iu;
const RULE = /^[|\s:-]+$/;

/** Of the prompts that were read last: limits that came and limits that went are looked for in the same two. */
const read: { readonly prompt: string; readonly sentences: readonly Sentence[] }[] = [];

/** The sentences of a prompt, in order; blocks of code have none. */
export function sentencesOf(prompt: string): readonly Sentence[] {
  const known = read.find((one) => one.prompt === prompt);
  if (known !== undefined) return known.sentences;
  const sentences = cutIntoSentences(prompt);
  if (read.push({ prompt, sentences }) > 2) read.shift();
  return sentences;
}

function cutIntoSentences(prompt: string): readonly Sentence[] {
  const sentences: Sentence[] = [];
  let [fenced, heading, intro, previous, under] = [false, "", "", "", ""];
  let columns: readonly string[] | undefined;
  const push = (text: string, reading: string): void => {
    const key = keyOf(reading);
    if (key === "") return;
    sentences.push({ text: text.trim(), reading, heading: under, previous, key });
    previous = reading;
  };
  for (const line of prompt.normalize("NFC").split(/\r?\n/)) {
    const bare = line.trim();
    if (/^(?:```|~~~)/.test(bare)) fenced = !fenced;
    if (!bare.startsWith("|")) columns = undefined;
    if (bare === "") previous = "";
    if (fenced || bare === "" || RULE.test(bare) || SPEAKER.test(bare)) continue;
    if (bare.startsWith("|")) {
      const cells = cellsOf(bare);
      if (columns === undefined) columns = cells;
      else push(bare, plain(rowOf(cells, columns)));
      continue;
    }
    if (isHeading(bare)) {
      under = "";
      push(bare, plain(bare));
      [heading, intro, previous] = [bare.startsWith("</") ? "" : plain(bare), "", ""];
      continue;
    }
    const item = /^(?:[-*+•·・]|\d+[.)、])\s*/u.exec(bare)?.[0] ?? "";
    if (item !== "") previous = "";
    else if (!/^\s/.test(line)) intro = "";
    under = intro === "" ? heading : intro;
    for (const text of bare.slice(item.length).split(ENDS).flatMap(pieces)) push(text, plain(text));
    if (/[:：]$/.test(bare)) intro = plain(bare);
  }
  return sentences;
}

/** A sentence of more characters is read in pieces: no sentence that says anything is as long. */
const LONGEST = 500;

function pieces(text: string): readonly string[] {
  if (text.length <= LONGEST) return [text];
  const cut: string[] = [];
  for (let from = 0; from < text.length;) {
    const space = text.lastIndexOf(" ", from + LONGEST);
    const to = from + LONGEST >= text.length ? text.length : space > from ? space + 1 : from + LONGEST;
    cut.push(text.slice(from, to));
    from = to;
  }
  return cut;
}

/** A Markdown heading, a line in bold, a tag alone. */
function isHeading(line: string): boolean {
  return /^#{1,6}\s/.test(line) || /^\*\*[^*]{1,80}\*\*:?$/.test(line) || /^<\/?[\p{L}_-]{1,60}>$/u.test(line);
}

function cellsOf(row: string): readonly string[] {
  return row
    .replace(/^\|/, "")
    .replace(/\|$/, "")
    .split("|")
    .map((cell) => cell.trim());
}

/** A row as it reads: what it is of, and each other cell under the head of its column. */
function rowOf([first = "", ...cells]: readonly string[], columns: readonly string[]): string {
  return [first, ...cells.map((cell, index) => `${columns[index + 1] ?? ""}: ${cell}`)].join(" , ");
}

/** Whether a quotation is the name of a field, in JSON or where a sentence says so. */
function isKey(quoted: string, before: string, after: string): boolean {
  return KEY.test(quoted) && (/^\s*:/.test(after) || FIELD.test(before) || FIELD.test(after));
}

/** A text of the same length in which markup, quotations and code are blank. */
function plain(text: string): string {
  if (!MARKED.test(text)) return text;
  return text
    .replaceAll(TAG, (tag) => (tag.startsWith("</") ? " ".repeat(tag.length) : tag.replaceAll(/[^\p{L}\p{N}.]/gu, " ")))
    .replaceAll(CODE, (code) => " ".repeat(code.length))
    .replaceAll(QUOTED, (quoted, at: number, whole: string) =>
      isKey(quoted, whole.slice(Math.max(0, at - 12), at), whole.slice(at + quoted.length, at + quoted.length + 8))
        ? quoted
        : " ".repeat(quoted.length),
    )
    .replaceAll(/[*_#|~]/g, " ");
}

const MARKED = /[<`("“„«‹「『*_#|~]/;
const SIMPLE = /^[\x20-\x7E]*$/;

/** What is left of a text when markup, case, accents, signs and spaces do not count. */
function keyOf(text: string): string {
  if (SIMPLE.test(text))
    return text
      .toLowerCase()
      .replaceAll(/[^a-z0-9<>%]+/g, " ")
      .trim();
  return folded(text)
    .replaceAll(/[^\p{L}\p{N}<>≤≥%]+/gu, " ")
    .trim();
}

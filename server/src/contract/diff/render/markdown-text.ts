import { visible } from "./visible.ts";

/** What Markdown, HTML or GitHub would read as more than a character. */
const MEANT = /[\\`*_{}[\]<>#|~&$]|:(?=\/\/|[a-z+-])|(?<=www)\.|(?<=\w)@/gi;

/** A mention would call people to what is only quoted; a character of no width stands between. */
const MENTION = /@(?=[\w-])/g;

/**
 * A text as Markdown that shows just this text, on one line, in a cell of a table too: references
 * to characters are never read as marks (CommonMark, "Entity and numeric character references").
 */
export function plain(text: string): string {
  return visible(text)
    .replace(MEANT, (found) => `&#${found.charCodeAt(0)};`)
    .replace(MENTION, "@&#8288;");
}

const SIMPLE = /^[\w./:-]+$/;

/** A text as code, in a cell of a table too. */
export function code(text: string): string {
  return SIMPLE.test(text) ? `\`${text}\`` : `<code>${plain(text)}</code>`;
}

/** A block of code, with a fence that is longer than any in the text. */
export function fence(text: string, language: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length));
  const ticks = "`".repeat(longest + 1);
  return `${ticks}${language}\n${text}\n${ticks}`;
}

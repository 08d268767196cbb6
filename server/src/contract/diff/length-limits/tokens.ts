/** A word, a number, a sign, or one character of a script that does not part its words. */
export interface Token {
  /** In lower case, without accents. */
  readonly text: string;
  /** Where it stands in the text that was read. */
  readonly from: number;
  readonly to: number;
}

const TOKEN =
  /\d{1,3}(?:[ \u00A0\u202F]\d{3})+(?!\d)|\d+(?:[.,]\d{3})*(?:[.,]\d+)?|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々]|\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|\p{L}|<=|>=|[^\s\p{L}\p{N}]|\p{N}/gu;

const SIMPLE = /^[\x20-\x7E]*$/;

/** Cuts a text into tokens; words that were written together in camel case come apart. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    tokens.push({ text: folded(match[0]), from: match.index, to: match.index + match[0].length });
  }
  return tokens;
}

/** A word as it is compared: lower case, umlauts as ae, oe, ue, no other accents, wide characters as narrow ones, one kind of apostrophe. */
export function folded(text: string): string {
  if (SIMPLE.test(text)) return text.toLowerCase();
  return text
    .normalize("NFC")
    .replaceAll(/[äöüÄÖÜ]/g, (vowel) => `${vowel.normalize("NFD").charAt(0)}e`)
    .normalize("NFKD")
    .replaceAll(/[\u0300-\u036F]/g, "")
    .normalize("NFC")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll(/[’‘ʼ]/g, "'");
}

import { BellwetherError } from "../../core/error.ts";

/** A part of a filter text: a name or value, a quoted text, or a sign. */
export interface Token {
  readonly kind: "word" | "text" | "sign";
  readonly value: string;
  /** Offset in the text, for messages. */
  readonly at: number;
}

const SIGNS = ["!=", ">=", "<=", "!~", "==", "=", ">", "<", "~", "(", ")", ","];
const WORD = /[^\s=!<>~(),"']/;

/**
 * Cuts a filter text into tokens.
 *
 * @throws {BellwetherError} `query_invalid` with the place.
 */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at] ?? "";
    if (/\s/.test(char)) {
      at++;
      continue;
    }
    if (char === '"' || char === "'") {
      const { value, end } = quoted(text, at, char);
      tokens.push({ kind: "text", value, at });
      at = end;
      continue;
    }
    const sign = SIGNS.find((one) => text.startsWith(one, at));
    if (sign !== undefined) {
      tokens.push({ kind: "sign", value: sign === "==" ? "=" : sign, at });
      at += sign.length;
      continue;
    }
    let end = at;
    while (end < text.length && WORD.test(text[end] ?? "")) end++;
    if (end === at) throw invalid(text, at, `${JSON.stringify(char)} means nothing here`);
    tokens.push({ kind: "word", value: text.slice(at, end), at });
    at = end;
  }
  return tokens;
}

/** An error of a query text, with the place where it is. */
export function invalid(text: string, at: number, what: string): BellwetherError {
  return new BellwetherError("query_invalid", `${what} (at character ${at + 1} of ${JSON.stringify(text)})`);
}

function quoted(text: string, from: number, quote: string): { value: string; end: number } {
  let value = "";
  for (let at = from + 1; at < text.length; at++) {
    const char = text[at] ?? "";
    if (char === quote) return { value, end: at + 1 };
    if (char === "\\" && at + 1 < text.length) value += text[++at];
    else value += char;
  }
  throw invalid(text, from, "a quoted text is not closed");
}

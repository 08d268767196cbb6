import type { ColumnName, ColumnSpec } from "../columns.ts";
import { resolveColumn, unknownName } from "./names.ts";
import type { Filter, Operator } from "./query.ts";
import { invalid, type Token, tokenize } from "./tokens.ts";
import { readValue } from "./values.ts";

/** Deeper brackets than this are no question that a person asks. */
const MAX_DEPTH = 32;

/**
 * Reads a filter: `surface=code-assistant model!=claude-opus-4-6 (idle>1h or compacted)`.
 * Conditions side by side must all hold; `and`, `or`, `not` and brackets work as usual.
 *
 * @throws {BellwetherError} `query_invalid` with the place and what would be right.
 */
export function parseFilter(text: string, now: number): Filter {
  const tokens = tokenize(text);
  let at = 0;
  const peek = (): Token | undefined => tokens[at];
  const isWord = (value: string): boolean => peek()?.kind === "word" && peek()?.value.toLowerCase() === value;
  const isSign = (value: string): boolean => peek()?.kind === "sign" && peek()?.value === value;
  const fail = (what: string, token = peek()): Error => invalid(text, token?.at ?? text.length, what);

  const any = (depth: number): Filter => {
    const parts = [all(depth)];
    while (isWord("or")) {
      at++;
      parts.push(all(depth));
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "any", of: parts };
  };
  const all = (depth: number): Filter => {
    const parts = [one(depth)];
    for (;;) {
      if (isWord("and")) at++;
      else if (peek() === undefined || isWord("or") || isSign(")")) break;
      parts.push(one(depth));
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "all", of: parts };
  };
  const one = (depth: number): Filter => {
    if (depth > MAX_DEPTH) throw fail("the brackets are too deep");
    if (isWord("not")) {
      at++;
      return { kind: "not", of: one(depth + 1) };
    }
    if (isSign("(")) {
      const open = peek();
      at++;
      const inner = any(depth + 1);
      if (!isSign(")")) throw fail("a bracket is not closed", open);
      at++;
      return inner;
    }
    return comparison();
  };
  const comparison = (): Filter => {
    const name = peek();
    if (name?.kind !== "word") throw fail("a column's name is expected");
    at++;
    if (name.value === "contract") return contract();
    const column = resolveColumn(name.value);
    if (column === undefined) throw fail(unknownName(name.value), name);
    const sign = peek();
    const word = sign?.kind === "word" ? sign.value.toLowerCase() : "";
    if (word === "in") {
      at++;
      return { kind: "compare", column: column.name, operator: "in", value: list(column) };
    }
    if (word === "has") {
      at++;
      return compare(column, "has", value());
    }
    if (sign?.kind !== "sign" || isSign("(") || isSign(")") || isSign(",")) {
      if (column.type === "flag" || column.type === "maybe")
        return { kind: "compare", column: column.name, operator: "=", value: true };
      throw fail(`a comparison is expected after ${name.value}: =, !=, >, >=, <, <=, ~, in (...)`, sign ?? name);
    }
    at++;
    return compare(column, sign.value as Operator, value());
  };
  const value = (): Token => {
    const token = peek();
    if (token === undefined || token.kind === "sign") throw fail("a value is expected");
    at++;
    return token;
  };
  const list = (column: ColumnSpec & { readonly name: ColumnName }): (string | number)[] => {
    if (!isSign("(")) throw fail("a list in brackets is expected after in");
    const values: (string | number)[] = [];
    do {
      at++;
      const token = value();
      const read = readValue(column, token.value, token.kind === "text", now);
      if (!read.ok || typeof read.value === "boolean" || read.value === null || Array.isArray(read.value))
        throw fail(`${column.name} cannot be in such a list`, token);
      values.push(read.value as string | number);
    } while (isSign(","));
    if (!isSign(")")) throw fail("a bracket is not closed");
    at++;
    return values;
  };
  const compare = (column: ColumnSpec & { readonly name: ColumnName }, operator: Operator, token: Token): Filter => {
    if (!allowed(column, operator))
      throw fail(`${operator} cannot be asked of ${column.name}, which holds ${PLAIN[column.type]}`, token);
    if (operator === "~" || operator === "!~" || operator === "has") {
      if (operator !== "has") checkExpression(token, fail);
      return { kind: "compare", column: column.name, operator, value: token.value };
    }
    const read = readValue(column, token.value, token.kind === "text", now);
    if (!read.ok)
      throw fail(
        `${JSON.stringify(token.value)} is nothing that ${column.name} can be; ${read.expected} is expected`,
        token,
      );
    return { kind: "compare", column: column.name, operator, value: read.value };
  };
  /** `contract=surface@version`: two columns under one name. */
  const contract = (): Filter => {
    const sign = peek();
    if (!isSign("=") && !isSign("!=")) throw fail("contract is compared by = or != with surface or surface@version");
    at++;
    const token = value();
    const [surface = "", version] = token.value.split("@");
    const same: Filter = {
      kind: "all",
      of: [
        { kind: "compare", column: "surface", operator: "=", value: surface },
        ...(version === undefined
          ? []
          : [{ kind: "compare", column: "version", operator: "=", value: version } as const]),
      ],
    };
    return sign?.value === "!=" ? { kind: "not", of: same } : same;
  };

  const filter = any(0);
  if (peek() !== undefined) throw fail("a condition is expected");
  return filter;
}

const PLAIN = {
  text: "a text",
  category: "a text",
  count: "a number",
  number: "a number",
  time: "a time",
  flag: "true or false",
  maybe: "true, false or nothing",
  texts: "a list of texts",
  numbers: "numbers by name",
  json: "a JSON text",
} as const;

function allowed(column: ColumnSpec, operator: Operator): boolean {
  switch (column.type) {
    case "count":
    case "number":
    case "time":
      return ["=", "!=", ">", ">=", "<", "<="].includes(operator);
    case "flag":
    case "maybe":
      return operator === "=" || operator === "!=";
    case "texts":
      return ["=", "!=", "~", "!~", "has"].includes(operator);
    case "text":
    case "category":
    case "json":
      return operator !== "has";
    case "numbers":
      return false;
  }
}

function checkExpression(token: Token, fail: (what: string, token: Token) => Error): void {
  try {
    new RegExp(token.value, "u");
  } catch {
    throw fail(`${JSON.stringify(token.value)} is no regular expression`, token);
  }
}

import type { Rows } from "../exchange/store.ts";
import { usageError } from "./context.ts";

/** A comparison that every row of an answer has to hold: `count = 0`, `share(delegated) <= 0.01`. */
export interface Expectation {
  readonly name: string;
  readonly operator: "=" | "!=" | "<" | "<=" | ">" | ">=";
  readonly value: number | string;
}

/** Reads an expectation. @throws {BellwetherError} `usage`. */
export function parseExpectation(text: string): Expectation {
  const match = /^\s*(\w+(?:\(\w*\))?)\s*(!=|<=|>=|==|=|<|>)\s*(.+?)\s*$/.exec(text);
  if (match === null)
    throw usageError(
      `--expect ${JSON.stringify(text)}: a comparison such as 'count = 0' or 'share(delegated) <= 0.01' is expected`,
    );
  const [, name = "", operator = "", value = ""] = match;
  const plain = /^(['"])(.*)\1$/.exec(value)?.[2] ?? value;
  const number = Number(plain);
  return {
    name,
    operator: (operator === "==" ? "=" : operator) as Expectation["operator"],
    value: plain !== "" && Number.isFinite(number) ? number : plain,
  };
}

/**
 * Whether an answer is as expected.
 *
 * @returns the rows that are not. A row without a value (no exchange to take a figure of) is not as expected.
 * @throws {BellwetherError} `usage` when the answer has no such column.
 */
export function unexpectedRows(rows: Rows, expectation: Expectation): Rows["rows"] {
  const { name } = expectation;
  if (!rows.columns.includes(name))
    throw usageError(
      `--expect speaks of ${name}, which the answer does not have; it has ${rows.columns.join(", ")}: add it to --show`,
    );
  const isNumber = COUNT.test(name) || rows.rows.some((row) => typeof row[name] === "number");
  if (typeof expectation.value === "string" && isNumber) {
    throw usageError(
      `--expect compares ${name}, a number, with ${JSON.stringify(expectation.value)}; a number is expected`,
    );
  }
  return rows.rows.filter((row) => !holds(row[name], expectation));
}

/** Whether an answer without rows is as expected: it counts nothing, and says nothing else. */
export function holdsOfNothing(expectation: Expectation): boolean {
  return COUNT.test(expectation.name) && holds(0, expectation);
}

/** The name of a column that counts: `count`, and `count()` as SQL has it. */
const COUNT = /^count(?:\(\w*\))?$/;

function holds(actual: unknown, { operator, value }: Expectation): boolean {
  if (actual === null || actual === undefined) return false;
  const left = typeof value === "number" ? numberOf(actual) : Array.isArray(actual) ? actual.join(" ") : String(actual);
  if (typeof left === "number" && Number.isNaN(left)) return false;
  switch (operator) {
    case "=":
      return left === value;
    case "!=":
      return left !== value;
    case "<":
      return left < value;
    case "<=":
      return left <= value;
    case ">":
      return left > value;
    case ">=":
      return left >= value;
  }
}

/** A value as a number; an empty text and a list are none, though the language takes them for 0. */
function numberOf(value: unknown): number {
  const isNone = Array.isArray(value) || (typeof value === "string" && value.trim() === "");
  return isNone ? Number.NaN : Number(value);
}

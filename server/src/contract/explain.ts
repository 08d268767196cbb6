import { z } from "zod";
import { nearest } from "../core/nearest.ts";
import { isMapping } from "./merge.ts";
import type { Finding, Path } from "./problem.ts";

type Issue = z.core.$ZodIssue;

/** Separates the known keys that `withKnownKeys` puts into the message of an unknown key. */
const SEPARATOR = "\u0000";

/** Mappings with more keys than this are not spelt out in a message. */
const MAX_KEYS = 6;

/**
 * The error map to parse a contract with: zod's issues do not say which keys there are, so they
 * are passed on in the messages, where `explain` expects them.
 */
export const withKnownKeys: z.core.$ZodErrorMap = (issue) => {
  const keys = keysOf(issue.inst);
  if (issue.code === "unrecognized_keys") return keys.join(SEPARATOR);
  const short = issue.code === "invalid_type" && keys.length > 0 && keys.length <= MAX_KEYS;
  return short ? `must be { ${keys.join(", ")} }` : undefined;
};

function keysOf(schema: unknown): readonly string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (schema instanceof z.ZodRecord && schema.keyType instanceof z.ZodEnum) return schema.keyType.options.map(String);
  return [];
}

/** Says in plain words what a schema found wrong with a value. */
export function explain(issues: readonly Issue[], root: unknown): Finding[] {
  return issues.flatMap((issue) => explainOne(issue, [], root));
}

function explainOne(issue: Issue, prefix: Path, root: unknown): Finding[] {
  const path = [...prefix, ...issue.path.map((step) => (typeof step === "number" ? step : String(step)))];
  const value = valueAt(root, path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(key, [...path, key], issue.message.split(SEPARATOR)));
    case "invalid_union":
      return explainUnion(issue, path, value, root);
    case "invalid_key":
      return [{ path, at: "key", message: `${quoted(path.at(-1))} ${issue.issues[0]?.message ?? "is no valid name"}` }];
    case "invalid_element":
    case "invalid_type":
    case "invalid_value":
    case "invalid_format":
    case "not_multiple_of":
    case "too_big":
    case "too_small":
    case "custom":
      return [mismatch([issue], path, value)];
  }
}

function unknownKey(key: string, path: Path, known: readonly string[]): Finding {
  const meant = nearest(key, known);
  const message = `there is no key ${quoted(key)} here`;
  if (meant !== undefined) return { path, at: "key", message, hint: `did you mean ${quoted(meant)}?` };
  return { path, at: "key", message, hint: `the keys here are ${known.join(", ")}` };
}

/** Of a union, the branch that was meant: a mapping's nearest, or all together for anything else. */
function explainUnion(issue: Issue & { code: "invalid_union" }, path: Path, value: unknown, root: unknown): Finding[] {
  const branches = issue.errors;
  const fits = (branch: readonly Issue[]): boolean => branch.every((inner) => inner.path.length > 0 || isInside(inner));
  const meant = branches.filter(fits).sort((a, b) => weight(a) - weight(b))[0];
  if (meant !== undefined) return meant.flatMap((inner) => explainOne(inner, path, root));
  const atRoot = branches.flatMap((branch) => flatten(branch.filter((inner) => inner.path.length === 0)));
  // A value of the right type but the wrong form says more than the types of the other branches.
  const formed = atRoot.filter((inner) => inner.code !== "invalid_type" && inner.code !== "invalid_value");
  return [mismatch(formed.length > 0 && value !== undefined ? formed.slice(0, 1) : atRoot, path, value)];
}

function isInside(issue: Issue): boolean {
  if (issue.code === "unrecognized_keys") return true;
  return (
    issue.code === "invalid_union" &&
    issue.errors.some((branch) => branch.every((inner) => inner.path.length > 0 || isInside(inner)))
  );
}

function weight(branch: readonly Issue[]): number {
  return branch.reduce((sum, issue) => sum + (issue.code === "unrecognized_keys" ? 2 * issue.keys.length : 1), 0);
}

function flatten(issues: readonly Issue[]): Issue[] {
  return issues.flatMap((issue) =>
    issue.code === "invalid_union"
      ? issue.errors.flatMap((branch) => flatten(branch.filter((inner) => inner.path.length === 0)))
      : [issue],
  );
}

function mismatch(issues: readonly Issue[], path: Path, value: unknown): Finding {
  const subject = path.length === 0 ? "the document" : subjectOf(path);
  const words = [...new Set(issues.flatMap(expectation))];
  const right = words.length === 0 ? "must have another value" : join(words);
  if (value === undefined && typeof path.at(-1) === "string") {
    return { path, at: "key", message: `${subject} is missing; it ${right}` };
  }
  const choices = issues.flatMap((issue) => (issue.code === "invalid_value" ? issue.values.map(String) : []));
  const meant = typeof value === "string" ? nearest(value, choices) : undefined;
  const message = `${subject} ${right}, not ${described(value)}`;
  return { path, at: "value", message, ...(meant === undefined ? {} : { hint: `did you mean ${quoted(meant)}?` }) };
}

function subjectOf(path: Path): string {
  const last = path.at(-1);
  return typeof last === "number" ? `item ${last + 1} of ${quoted(path.at(-2))}` : quoted(last);
}

const TYPES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "a mapping of keys to values",
  record: "a mapping of keys to values",
  null: "null",
};

/** What would be right, as `must be ...`. */
function expectation(issue: Issue): string[] {
  if (issue.message.startsWith("must ") || issue.message.startsWith("can only ")) return [issue.message];
  if (issue.code === "invalid_value") return [`must be one of ${issue.values.map(String).join(", ")}`];
  if (issue.code === "invalid_type") return [`must be ${TYPES[issue.expected] ?? issue.expected}`];
  return [];
}

function join(words: readonly string[]): string {
  const [first = "", ...rest] = words;
  return [first, ...rest.map((word) => word.replace(/^must be /, ""))].join(", or ");
}

function quoted(key: unknown): string {
  return `"${String(key)}"`;
}

/** A value as a message shows it: short, and by its kind where it is large. */
function described(value: unknown): string {
  if (value === null) return "empty (null)";
  if (typeof value === "number") return String(value);
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (isMapping(value)) return "a mapping";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** The value at a place, or `undefined`. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (Array.isArray(value) && typeof step === "number") value = value[step];
    else if (isMapping(value) && Object.hasOwn(value, step)) value = value[step];
    else return undefined;
  }
  return value;
}

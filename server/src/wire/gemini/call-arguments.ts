import { asText, type JsonObject, objectsOf } from "../json/value.ts";
import { either } from "./spelling.ts";

/** A list or an object that grows; an object has no prototype, so that a path may name what it likes. */
type Growing = unknown[] | Record<string, unknown>;

/** A step of a path as RFC 9535 writes it: `.name`, `[0]`, `['a name']` or `["a name"]`. */
const STEP = /\.([^.[\]]+)|\[(\d{1,9})\]|\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\]/y;

/**
 * What a call is given, of its pieces: `args` as a whole, or `partialArgs`, each of which brings a
 * value, or a part of a text, to where its path says.
 */
export function argumentsOf(pieces: readonly JsonObject[]): unknown {
  const partial = pieces.flatMap((piece) => objectsOf(either(piece, "partialArgs")));
  if (partial.length === 0) return pieces.findLast(({ args }) => args != null)?.args;
  const root = emptyObject();
  for (const piece of partial) {
    const value = valueOf(piece);
    if (value !== undefined) put(root, stepsOf(asText(either(piece, "jsonPath")) ?? ""), value);
  }
  return root;
}

/** The steps of a path; none where it cannot be read. */
function stepsOf(path: string): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  if (!path.startsWith("$")) return steps;
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const [whole, name, index, single, double] = STEP.exec(path) ?? [];
    if (whole === undefined) return [];
    if (index === undefined) steps.push(name ?? (single ?? double ?? "").replace(/\\(.)/g, "$1"));
    else steps.push(Number(index));
  }
  return steps;
}

/** Puts a value to its place; one whose place the values before it do not allow is left out. */
function put(root: Growing, steps: readonly (string | number)[], value: unknown): void {
  let inside = root;
  for (const [index, step] of steps.entries()) {
    if (!fits(inside, step)) return;
    const members = inside as Record<string | number, unknown>;
    const next = steps[index + 1];
    const before = members[step];
    if (next === undefined) {
      members[step] = typeof before === "string" && typeof value === "string" ? before + value : value;
      return;
    }
    if (before === undefined) members[step] = inside = typeof next === "number" ? [] : emptyObject();
    else if (typeof before === "object" && before !== null) inside = before as Growing;
    else return;
  }
}

/** Lists grow at their end, by one: no path may make one long without saying what is in it. */
function fits(inside: Growing, step: string | number): boolean {
  return Array.isArray(inside) ? typeof step === "number" && step <= inside.length : typeof step === "string";
}

function emptyObject(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}

/** The one of its members that a piece has; numbers and truth values come whole. */
function valueOf(piece: JsonObject): unknown {
  const value = either(piece, "stringValue") ?? either(piece, "numberValue") ?? either(piece, "boolValue");
  return value ?? ("nullValue" in piece || "null_value" in piece ? null : undefined);
}

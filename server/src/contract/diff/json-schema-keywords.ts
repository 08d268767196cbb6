import { canonicalJson } from "../../core/jcs.ts";
import type { Path } from "../problem.ts";
import type { Schema } from "./json-schema-references.ts";
import { same } from "./values.ts";

/** A difference in what keywords assert of a value itself; `unclear` may narrow and widen. */
export interface AssertionDifference {
  readonly path: Path;
  readonly effect: "narrows" | "widens" | "unclear";
  readonly before?: unknown;
  readonly after?: unknown;
}

const TYPES = ["null", "boolean", "object", "array", "string", "integer", "fraction"] as const;

/** Keywords by which the least or the most of something is said, and what holds where they are left out. */
const LEAST: Readonly<Record<string, number>> = { minLength: 0, minItems: 0, minProperties: 0 };
const MOST = ["maxLength", "maxItems", "maxProperties"] as const;
const LOWER = ["minimum", "exclusiveMinimum"] as const;
const UPPER = ["maximum", "exclusiveMaximum"] as const;

/** Keywords that can only take values away: one more narrows, and two that differ cannot be told apart. */
const TEXTUAL = ["pattern", "format", "contentEncoding", "contentMediaType"] as const;

/** The keywords that `compareAssertions` compares. */
export const ASSERTIONS: ReadonlySet<string> = new Set<string>(
  ["type", "nullable", "enum", "const", "required", "multipleOf", "uniqueItems"].concat(
    Object.keys(LEAST),
    MOST,
    LOWER,
    UPPER,
    TEXTUAL,
  ),
);

/** Compares what two schemas say of a value itself, whatever is inside of it. */
export function compareAssertions(before: Schema, after: Schema): readonly AssertionDifference[] {
  return [
    ...types(before, after),
    ...values(before, after),
    ...required(before, after),
    ...Object.entries(LEAST).flatMap(([keyword, least]) => single(before, after, keyword, (one) => one ?? least, "up")),
    ...MOST.flatMap((keyword) => single(before, after, keyword, (one) => one ?? Number.POSITIVE_INFINITY, "down")),
    ...range(before, after, LOWER, 1),
    ...range(before, after, UPPER, -1),
    ...multiples(before, after),
    ...single(before, after, "uniqueItems", (one) => (one === true ? 1 : 0), "up"),
    ...TEXTUAL.flatMap((keyword) => textual(before, after, keyword)),
  ];
}

function types(before: Schema, after: Schema): readonly AssertionDifference[] {
  // Where values are listed, they say more than their types.
  if (valuesOf(before) !== undefined || valuesOf(after) !== undefined) return [];
  const effect = effectOf(typesOf(before), typesOf(after));
  if (effect === undefined) return [];
  const keyword = same(before["type"], after["type"]) ? "nullable" : "type";
  return [difference([keyword], effect, before[keyword], after[keyword])];
}

function values(before: Schema, after: Schema): readonly AssertionDifference[] {
  const [from, to] = [valuesOf(before), valuesOf(after)];
  const keyword = before["enum"] !== undefined || after["enum"] !== undefined ? "enum" : "const";
  const told = (effect: AssertionDifference["effect"]): readonly AssertionDifference[] => [
    difference([keyword], effect, before[keyword], after[keyword]),
  ];
  if (from !== undefined && to !== undefined) {
    const effect = effectOf(new Set(from.map(canonicalJson)), new Set(to.map(canonicalJson)));
    return effect === undefined ? [] : told(effect);
  }
  const [listed, other] = from === undefined ? [to, before] : [from, after];
  if (listed === undefined) return [];
  const allowed = typesOf(other);
  if (!listed.every((value) => allowed.has(typeOf(value)))) return told("unclear");
  return told(from === undefined ? "narrows" : "widens");
}

function required(before: Schema, after: Schema): readonly AssertionDifference[] {
  const [from, to] = [namesOf(before["required"]), namesOf(after["required"])];
  return [
    ...to
      .filter((name) => !from.includes(name))
      .map((name) => difference(["required", name], "narrows", undefined, name)),
    ...from
      .filter((name) => !to.includes(name))
      .map((name) => difference(["required", name], "widens", name, undefined)),
  ];
}

/** One keyword that narrows as it goes up, or down. */
function single(
  before: Schema,
  after: Schema,
  keyword: string,
  read: (written: unknown) => unknown,
  narrowing: "up" | "down",
): readonly AssertionDifference[] {
  const [from, to] = [read(before[keyword]), read(after[keyword])];
  if (from === to || same(before[keyword], after[keyword])) return [];
  if (typeof from !== "number" || typeof to !== "number") {
    return [difference([keyword], "unclear", before[keyword], after[keyword])];
  }
  const effect = to > from === (narrowing === "up") ? "narrows" : "widens";
  return [difference([keyword], effect, before[keyword], after[keyword])];
}

/** One end of a range, which two keywords say: with the number itself, or exclusive it. */
function range(
  before: Schema,
  after: Schema,
  [inclusive, exclusive]: readonly [string, string],
  sign: 1 | -1,
): readonly AssertionDifference[] {
  const given = (keyword: string): boolean => before[keyword] !== undefined || after[keyword] !== undefined;
  const keyword = given(inclusive) ? inclusive : exclusive;
  const written = [before[inclusive], before[exclusive], after[inclusive], after[exclusive]];
  if (written.some((one) => one !== undefined && typeof one !== "number")) {
    // The exclusive ones of old drafts are true or false; what they mean together is not told here.
    const alike = same(before[inclusive], after[inclusive]) && same(before[exclusive], after[exclusive]);
    return alike ? [] : [difference([keyword], "unclear", before[keyword], after[keyword])];
  }
  const [from, to] = [endOf(before, inclusive, exclusive, sign), endOf(after, inclusive, exclusive, sign)];
  const step = to.at - from.at || Number(to.exclusive) - Number(from.exclusive);
  if (step === 0 || Number.isNaN(step)) return [];
  return [difference([keyword], step > 0 ? "narrows" : "widens", before[keyword], after[keyword])];
}

/** The end that holds, turned so that more of it accepts less. */
function endOf(schema: Schema, inclusive: string, exclusive: string, sign: 1 | -1): { at: number; exclusive: boolean } {
  const read = (written: unknown): number => (typeof written === "number" ? written * sign : Number.NEGATIVE_INFINITY);
  const [upTo, before] = [read(schema[inclusive]), read(schema[exclusive])];
  return { at: Math.max(upTo, before, -Number.MAX_VALUE), exclusive: before >= upTo && Number.isFinite(before) };
}

function multiples(before: Schema, after: Schema): readonly AssertionDifference[] {
  const [from, to] = [before["multipleOf"], after["multipleOf"]];
  if (typeof from !== "number" || typeof to !== "number") return textual(before, after, "multipleOf");
  if (from === to) return [];
  const narrows = Number.isInteger(to / from);
  const effect = narrows ? "narrows" : Number.isInteger(from / to) ? "widens" : "unclear";
  return [difference(["multipleOf"], effect, from, to)];
}

function textual(before: Schema, after: Schema, keyword: string): readonly AssertionDifference[] {
  const [from, to] = [before[keyword], after[keyword]];
  if (same(from, to)) return [];
  const effect = from === undefined ? "narrows" : to === undefined ? "widens" : "unclear";
  return [difference([keyword], effect, from, to)];
}

function difference(
  path: Path,
  effect: AssertionDifference["effect"],
  before: unknown,
  after: unknown,
): AssertionDifference {
  return { path, effect, before, after };
}

/** What it means that one set of what is accepted became another; nothing where they are alike. */
function effectOf(from: ReadonlySet<string>, to: ReadonlySet<string>): AssertionDifference["effect"] | undefined {
  const [less, more] = [!from.isSubsetOf(to), !to.isSubsetOf(from)];
  if (less && more) return "unclear";
  return less ? "narrows" : more ? "widens" : undefined;
}

/** The types that a schema accepts, whole numbers apart from others; all where it says nothing. */
function typesOf(schema: Schema): ReadonlySet<string> {
  const written = namesOf(typeof schema["type"] === "string" ? [schema["type"]] : schema["type"]);
  if (written.length === 0) return new Set(TYPES);
  const names = written.map((name) => name.toLowerCase());
  const numbers = names.includes("number") ? ["integer", "fraction"] : [];
  const nulls = schema["nullable"] === true ? ["null"] : [];
  return new Set([...names.filter((name) => name !== "number"), ...numbers, ...nulls]);
}

/** The values that a schema lists, those left out that its own types rule out. */
function valuesOf(schema: Schema): readonly unknown[] | undefined {
  const lists: (readonly unknown[])[] = [];
  if (Array.isArray(schema["enum"])) lists.push(schema["enum"]);
  if (Object.hasOwn(schema, "const")) lists.push([schema["const"]]);
  const [first, second] = lists;
  if (first === undefined) return undefined;
  const types = typesOf(schema);
  return first.filter(
    (value) => types.has(typeOf(value)) && (second === undefined || second.some((other) => same(other, value))),
  );
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "fraction";
  return typeof value;
}

function namesOf(written: unknown): readonly string[] {
  return Array.isArray(written) ? written.filter((name) => typeof name === "string") : [];
}

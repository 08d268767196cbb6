/** A schema in which every place says what a step there costs, or why it is not used. */
export type CountedSchema =
  | { readonly ok: true; readonly schema: CountedNode; readonly draft: "draft-07" | "2020-12" }
  | { readonly ok: false; readonly message: string };

/** A schema, or a place in one. */
export type CountedNode = boolean | { readonly [keyword: string]: unknown };

/** The keyword that says what a step at its place costs. */
export const STEP = "bellwether-step";

/** Characters of a schema as JSON. */
const MOST_CHARACTERS = 65_536;
const MOST_DEPTH = 64;
/** Characters of a place's own words that cost as much as a step. */
const CHARACTERS_A_STEP = 64;

const ONE = new Set(["additionalProperties", "contains", "not", "if", "then", "else", "propertyNames"]);
const ONE_OR_MORE = new Set(["items", "additionalItems", "unevaluatedItems", "unevaluatedProperties"]);
const LISTS = new Set(["allOf", "anyOf", "oneOf", "prefixItems", "items"]);
const MAPS = new Set(["properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"]);
/** By these a schema calls places that cannot be told before. */
const FOREIGN = new Set(["$id", "id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor"]);
/** Words that say nothing that is checked here. */
const SILENT = new Set([
  "$schema",
  "$comment",
  "default",
  "examples",
  "title",
  "description",
  "format",
  "$async",
  STEP,
]);

class Unusable extends Error {}

interface Seen {
  readonly places: Set<string>;
  readonly references: string[];
}

/**
 * Readies a schema that somebody wrote: every place in it says what a step there costs. A schema of
 * a few hundred bytes can ask for more steps than there are atoms, by places that each call the next
 * one twice; so no bound on its size bounds the work, and steps are counted.
 */
export function countedSchema(schema: unknown): CountedSchema {
  try {
    const text = textOf(schema);
    const copy: unknown = JSON.parse(text);
    const seen: Seen = { places: new Set(), references: [] };
    const counted = nodeOf(copy, [], seen);
    const lost = seen.references.find((one) => !seen.places.has(placeNamed(one)));
    if (lost !== undefined) throw new Unusable(`refers to ${JSON.stringify(lost)}, which is no place in it`);
    return { ok: true, schema: counted, draft: draftOf(copy) };
  } catch (error) {
    if (error instanceof Unusable) return { ok: false, message: error.message };
    throw error;
  }
}

function textOf(schema: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(schema) as string | undefined;
  } catch (cause) {
    throw new Unusable("is no JSON", { cause });
  }
  if (text === undefined) throw new Unusable("is no JSON");
  if (text.length > MOST_CHARACTERS)
    throw new Unusable(`has ${text.length} characters as JSON, at most ${MOST_CHARACTERS} may be`);
  return text;
}

function draftOf(schema: unknown): "draft-07" | "2020-12" {
  const said = typeof schema === "object" && schema !== null ? (schema as { $schema?: unknown }).$schema : undefined;
  return typeof said === "string" && /draft-0[4-7]/.test(said) ? "draft-07" : "2020-12";
}

function nodeOf(value: unknown, path: readonly string[], seen: Seen): CountedNode {
  if (path.length > 2 * MOST_DEPTH) throw new Unusable(`is more than ${MOST_DEPTH} levels deep`);
  seen.places.add(placeOf(path));
  if (typeof value === "boolean") return value;
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Unusable(`has no schema at ${placeOf(path)}: an object, true or false is expected`);
  let own = 0;
  const entries: (readonly [string, unknown])[] = [];
  for (const [keyword, said] of Object.entries(value)) {
    if (FOREIGN.has(keyword)) throw new Unusable(`has ${keyword} at ${placeOf(path)}, which is not followed`);
    if (SILENT.has(keyword)) continue;
    if (keyword === "$ref" && typeof said === "string") seen.references.push(said);
    const parts = partsOf(keyword, said, [...path, keyword], seen);
    own += parts === undefined ? JSON.stringify(said).length : Object.keys(said as object).length;
    entries.push([keyword, parts ?? said]);
  }
  return Object.fromEntries([[STEP, 1 + Math.ceil(own / CHARACTERS_A_STEP)], ...entries]);
}

/** The places that are inside a keyword, ready; undefined where there are none. */
function partsOf(keyword: string, said: unknown, path: readonly string[], seen: Seen): unknown {
  if (Array.isArray(said)) {
    if (!LISTS.has(keyword)) return undefined;
    return said.map((one: unknown, index) => nodeOf(one, [...path, String(index)], seen));
  }
  if (ONE.has(keyword) || ONE_OR_MORE.has(keyword)) return nodeOf(said, path, seen);
  if (!MAPS.has(keyword) || typeof said !== "object" || said === null) return undefined;
  // Of dependencies some are lists of names.
  const inside = Object.entries(said).map(
    ([name, one]) => [name, Array.isArray(one) ? one : nodeOf(one, [...path, name], seen)] as const,
  );
  return Object.fromEntries(inside);
}

function placeOf(path: readonly string[]): string {
  return ["#", ...path.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1"))].join("/");
}

function placeNamed(reference: string): string {
  try {
    return decodeURIComponent(reference).replace(/^#\/$/, "#");
  } catch {
    // No address of anything.
    return "";
  }
}

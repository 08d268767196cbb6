import { asList, asNumber, asObject, asText, type JsonObject, objectsOf } from "../../wire/json/value.ts";

/** How deep optional members are still given; what is required always is. */
const OPTIONAL_DEPTH = 3;
/** A schema that demands itself without end gets null here, rather than a stack overflow. */
const DEEPEST = 24;

/**
 * A value that is valid for a JSON Schema, as far as types, members, enumerations, references,
 * combinations, lengths, ranges and the common formats go. A `pattern` is not solved.
 *
 * @param words what texts say.
 */
export function valueFor(schema: unknown, words: string): unknown {
  return build(schema, asObject(schema) ?? {}, words, 0);
}

function build(schema: unknown, root: JsonObject, words: string, depth: number): unknown {
  const object = asObject(schema);
  if (object === undefined || depth > DEEPEST) return null;
  if (typeof object.$ref === "string") return build(resolved(object.$ref, root), root, words, depth + 1);
  if ("const" in object) return object.const;
  if (Array.isArray(object.enum)) return object.enum[0];
  if ("default" in object) return object.default;
  if (Array.isArray(object.allOf)) {
    const { allOf, ...own } = object;
    return build(merged([own, ...objectsOf(allOf).map((part) => dereferenced(part, root))]), root, words, depth + 1);
  }
  const alternatives = objectsOf(object.anyOf ?? object.oneOf);
  if (alternatives.length > 0) {
    const { anyOf: _any, oneOf: _one, ...own } = object;
    const first = alternatives.find((one) => one.type !== "null") ?? {};
    return build(merged([own, dereferenced(first, root)]), root, words, depth + 1);
  }
  switch (typeOf(object)) {
    case "object":
      return objectFor(object, root, words, depth);
    case "array":
      return arrayFor(object, root, words, depth);
    case "string":
      return stringFor(object, words);
    case "integer":
      return numberFor(object, 1);
    case "number":
      return numberFor(object, 0);
    case "boolean":
      return true;
    default:
      return null;
  }
}

function typeOf(schema: JsonObject): string {
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== "null") : schema.type;
  if (typeof type === "string") return type;
  if (schema.properties !== undefined || schema.required !== undefined) return "object";
  return schema.items === undefined ? "string" : "array";
}

function objectFor(schema: JsonObject, root: JsonObject, words: string, depth: number): JsonObject {
  const properties = asObject(schema.properties) ?? {};
  const required = new Set(asList(schema.required));
  const value: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(properties)) {
    if (required.has(name) || depth < OPTIONAL_DEPTH) value[name] = build(member, root, words, depth + 1);
  }
  // What is required without being described may be anything.
  for (const name of required) if (typeof name === "string" && !(name in value)) value[name] = words;
  return value;
}

function arrayFor(schema: JsonObject, root: JsonObject, words: string, depth: number): readonly unknown[] {
  const tuple = asList(schema.prefixItems).map((item) => build(item, root, words, depth + 1));
  const least = asNumber(schema.minItems) ?? (depth < OPTIONAL_DEPTH ? 1 : 0);
  const most = asNumber(schema.maxItems) ?? Number.POSITIVE_INFINITY;
  while (tuple.length < Math.min(Math.max(least, tuple.length), most) && schema.items !== false) {
    const item = build(schema.items ?? {}, root, words, depth + 1);
    // Where items have to differ, texts and numbers are made to.
    const distinct = typeof item === "string" ? `${item} ${tuple.length + 1}` : Number(item) + tuple.length;
    tuple.push(schema.uniqueItems === true && tuple.length > 0 && typeof item !== "object" ? distinct : item);
  }
  return tuple;
}

const FORMATS: Readonly<Record<string, string>> = {
  date: "2026-01-15",
  time: "12:00:00Z",
  "date-time": "2026-01-15T12:00:00Z",
  duration: "PT1H",
  email: "lab@example.com",
  hostname: "example.com",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  uri: "https://example.com/",
  uuid: "00000000-0000-4000-8000-000000000000",
};

function stringFor(schema: JsonObject, words: string): string {
  const formatted = FORMATS[asText(schema.format) ?? ""];
  if (formatted !== undefined) return formatted;
  const least = asNumber(schema.minLength) ?? 0;
  return words.padEnd(least, ".").slice(0, asNumber(schema.maxLength) ?? Number.POSITIVE_INFINITY);
}

/** The smallest number that is allowed, from 1 on where nothing else is said. */
function numberFor(schema: JsonObject, whole: 0 | 1): number {
  const step = asNumber(schema.multipleOf) ?? (whole === 1 ? 1 : 0);
  const above = asNumber(schema.exclusiveMinimum);
  const most = asNumber(schema.maximum);
  const below = asNumber(schema.exclusiveMaximum);
  const least = asNumber(schema.minimum) ?? (above === undefined ? undefined : above + (step || 0.5));
  let value = least ?? Math.min(1, most ?? 1, below === undefined ? 1 : below - (step || 0.5));
  if (step > 0) value = least === undefined ? Math.floor(value / step) * step : Math.ceil(value / step) * step;
  return value === 0 ? 0 : value;
}

function merged(parts: readonly JsonObject[]): JsonObject {
  const all: Record<string, unknown> = {};
  for (const part of parts) {
    for (const [key, value] of Object.entries(part)) {
      if (key === "properties") all.properties = { ...asObject(all.properties), ...asObject(value) };
      else if (key === "required") all.required = [...new Set([...asList(all.required), ...asList(value)])];
      else all[key] = value;
    }
  }
  return all;
}

function dereferenced(schema: JsonObject, root: JsonObject): JsonObject {
  return typeof schema.$ref === "string" ? (asObject(resolved(schema.$ref, root)) ?? {}) : schema;
}

/** What a JSON pointer into the same document names: `#/$defs/step`. */
function resolved(reference: string, root: JsonObject): unknown {
  if (!reference.startsWith("#")) return undefined;
  let at: unknown = root;
  for (const part of reference.split("/").slice(1)) {
    at = asObject(at)?.[decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~")];
  }
  return at;
}

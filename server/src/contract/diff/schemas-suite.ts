import * as fc from "fast-check";
import { isMapping } from "../merge.ts";
import { same } from "./values.ts";

/** A JSON Schema of few words, so that two of them often have something in common. */
export type SchemaSketch = Readonly<Record<string, unknown>>;

const NAMES = ["q", "path", "limit"] as const;
const word = fc.constantFrom("a", "b", "c");
const count = fc.constantFrom(0, 1, 5, 10);

const scalar = fc.oneof(
  fc.record(
    {
      type: fc.constantFrom("string", ["string", "null"]),
      minLength: count,
      maxLength: count,
      pattern: fc.constantFrom("^a", "^b"),
      enum: fc.uniqueArray(word, { minLength: 1 }),
      description: word,
    },
    { requiredKeys: ["type"] },
  ),
  fc.record(
    {
      type: fc.constantFrom("number", "integer"),
      minimum: count,
      exclusiveMinimum: count,
      maximum: count,
      multipleOf: fc.constantFrom(1, 2, 3, 4),
      default: count,
    },
    { requiredKeys: ["type"] },
  ),
  fc.record({ const: fc.constantFrom("a", 1, null) }),
  fc.constantFrom({}, { not: {} }, { $ref: "#/$defs/part" }, { $ref: "#/$defs/other", description: "a" }),
);

const { schema } = fc.letrec<{ schema: SchemaSketch }>((tie) => {
  const inner = tie("schema");
  const object = fc
    .record({
      properties: fc.record({ q: inner, path: inner, limit: inner }, { requiredKeys: [] }),
      required: fc.subarray([...NAMES]),
      rest: fc.record(
        {
          additionalProperties: fc.oneof(fc.boolean(), inner),
          title: word,
          minProperties: count,
          patternProperties: fc.record({ "^x": inner }),
          propertyNames: fc.constant({ maxLength: 5 }),
        },
        { requiredKeys: [] },
      ),
    })
    .map(({ rest, ...parts }) => ({ type: "object", ...parts, ...rest }));
  const list = fc.record(
    { type: fc.constant("array"), items: inner, maxItems: count, uniqueItems: fc.boolean() },
    { requiredKeys: ["type"] },
  );
  const members = fc.array(inner, { minLength: 1, maxLength: 3 });
  return {
    schema: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      scalar,
      object,
      list,
      fc.record({ anyOf: members }),
      fc.record({ oneOf: members, description: word }, { requiredKeys: ["oneOf"] }),
      fc.record({ type: fc.constant("string"), allOf: members }),
    ),
  };
});

/** A JSON Schema with definitions that its parts may refer to, also in circles. */
export const schemaSketch: fc.Arbitrary<SchemaSketch> = fc
  .tuple(schema, schema, schema)
  .map(([root, part, other]) => ({ ...root, $defs: { part, other } }));

/** Values that such schemas are about. */
export const schemaValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<unknown>(null, true, "", "a", "b", "c", "ab", "bbbbbb", "aaaaaaaaaaaa", 0, 1, 2, 5, 6, 12, 0.5),
    fc.record({ q: tie("value"), path: tie("value"), limit: tie("value") }, { requiredKeys: [] }),
    fc.array(tie("value"), { maxLength: 3 }),
  ),
})).value;

/** A schema whose objects hold only properties that it names, all through. */
export function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (!isMapping(schema)) return schema;
  const { additionalProperties: _, patternProperties: __, ...rest } = schema;
  return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, closed(value)]));
}

/** Whether a closed schema of this suite accepts a value; written from the standard, not from what is tested. */
export function accepts(root: unknown, schema: unknown, value: unknown, depth = 0): boolean {
  if (!isMapping(schema) || depth > 30) return true;
  const of = (part: unknown, inner: unknown): boolean => accepts(root, part, inner, depth + 1);
  const list = (key: string): readonly unknown[] => (Array.isArray(schema[key]) ? (schema[key] as unknown[]) : []);
  const limit = (key: string, otherwise: number): number => (typeof schema[key] === "number" ? schema[key] : otherwise);
  if (schema["not"] !== undefined) return false;
  if (typeof schema["$ref"] === "string") {
    const name = schema["$ref"].replace("#/$defs/", "");
    if (!of((isMapping(root) ? (root["$defs"] as SchemaSketch) : {})[name], value)) return false;
  }
  const types = [schema["type"] ?? []].flat();
  if (types.length > 0 && !types.some((type) => isOf(type, value))) return false;
  if (schema["enum"] !== undefined && !list("enum").some((one) => same(one, value))) return false;
  if (Object.hasOwn(schema, "const") && !same(schema["const"], value)) return false;
  for (const key of ["anyOf", "oneOf"]) {
    if (schema[key] !== undefined && !list(key).some((member) => of(member, value))) return false;
  }
  if (!list("allOf").every((member) => of(member, value))) return false;
  if (typeof value === "string") {
    if (value.length < limit("minLength", 0) || value.length > limit("maxLength", 99)) return false;
    return typeof schema["pattern"] !== "string" || new RegExp(schema["pattern"]).test(value);
  }
  if (typeof value === "number") {
    if (value < limit("minimum", value) || value > limit("maximum", value)) return false;
    if (value <= limit("exclusiveMinimum", value - 1)) return false;
    return Number.isInteger(value / limit("multipleOf", value || 1));
  }
  if (Array.isArray(value)) {
    if (value.length > limit("maxItems", 99)) return false;
    if (schema["uniqueItems"] === true && new Set(value.map((one) => JSON.stringify(one))).size < value.length)
      return false;
    return value.every((item) => of(schema["items"], item));
  }
  if (!isMapping(value) || schema["type"] !== "object") return true;
  const properties = (schema["properties"] ?? {}) as SchemaSketch;
  const names = Object.keys(value);
  if (names.length < limit("minProperties", 0) || !list("required").every((name) => names.includes(String(name))))
    return false;
  return names.every((name) => Object.hasOwn(properties, name) && of(properties[name], value[name]));
}

function isOf(type: unknown, value: unknown): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "integer":
      return Number.isInteger(value);
    case "array":
      return Array.isArray(value);
    case "object":
      return isMapping(value);
    default:
      return typeof value === type;
  }
}

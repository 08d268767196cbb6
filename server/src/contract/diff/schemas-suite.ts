import * as fc from "fast-check";

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

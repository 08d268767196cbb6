import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

const schema = (written: string): string => `output: { max_tokens: 100, schema: ${written} }\n`;
const OBJECT = "{ type: object, properties: { a: { type: string } } }";

describe("OUTPUT_SCHEMA_NARROWED", () => {
  test("is a value that may no longer be said", () => {
    const found = expectPair(
      "OUTPUT_SCHEMA_NARROWED",
      schema("{ type: object, properties: { a: { enum: [x, y] } } }"),
      schema("{ type: object, properties: { a: { enum: [x] } } }"),
    );
    expect(found.path).toStartWith("roles.main.output.schema.properties.a");
  });

  test("is a schema where any text could be answered", () => {
    expectPair("OUTPUT_SCHEMA_NARROWED", schema("null"), schema(OBJECT));
  });

  test("is not a description, and not plain text that is said to be so", () => {
    const described = OBJECT.replace("{ type: object", "{ description: d, type: object");
    expect(rulesFound(schema(OBJECT), schema(described))).not.toContain("OUTPUT_SCHEMA_NARROWED");
    expect(rulesFound("output: { max_tokens: 100 }\n", schema("null"))).not.toContain("OUTPUT_SCHEMA_NARROWED");
  });
});

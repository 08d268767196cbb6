import { describe, expect, test } from "bun:test";
import { changes, expectPair, rulesFound } from "../rule-suite.ts";

const schema = (written: string): string => `tools: [{ name: search, schema: ${written} }]\n`;
const q = (written: string): string => schema(`{ type: object, properties: { q: ${written} } }`);

describe("TOOL_SCHEMA_TIGHTENED", () => {
  test("is an argument that may be less, and TOOL_SCHEMA_LOOSENED one that may be more", () => {
    const found = expectPair("TOOL_SCHEMA_TIGHTENED", q("{ type: string }"), q("{ type: string, maxLength: 5 }"));
    expect(found).toMatchObject({
      severity: "breaking",
      path: "roles.main.tools.search.schema.properties.q.maxLength",
      after: 5,
    });
    expect(found.message).toBe(
      "the tool search of main takes fewer arguments: schema.properties.q.maxLength changed from nothing to 5",
    );
  });

  test("is an argument that has to be there, or may no longer be", () => {
    const given = "{ type: object, properties: { q: {}, r: {} }, required: [q] }";
    const found = expectPair("TOOL_SCHEMA_TIGHTENED", schema(given), schema(given.replace("[q]", "[q, r]")));
    expect(found.path).toBe("roles.main.tools.search.schema.required.r");
    expectPair("TOOL_SCHEMA_TIGHTENED", schema(given), schema(given.replace(", r: {}", "")));
  });

  test("is not one more argument that may be left out", () => {
    expect(rulesFound(q("{}"), schema("{ type: object, properties: { q: {}, r: {} } }"))).toEqual([
      "TOOL_SCHEMA_LOOSENED",
    ]);
  });

  test("is a schema where there was none, as a whole", () => {
    const found = expectPair("TOOL_SCHEMA_TIGHTENED", "tools: [{ name: search }]\n", q("{ type: string }"));
    expect(found.path).toBe("roles.main.tools.search.schema");
    expect(rulesFound("tools: [{ name: search }]\n", schema("{}"))).toEqual([]);
  });

  test("is both ways what cannot be told", () => {
    const found = changes(q("{ pattern: ^a }"), q("{ pattern: ^b }"));
    expect(found.map(({ rule }) => rule)).toEqual(["TOOL_SCHEMA_TIGHTENED", "TOOL_SCHEMA_LOOSENED"]);
    expectPair("TOOL_SCHEMA_TIGHTENED", q("{ pattern: ^a }"), q("{ pattern: ^b }"));
  });
});

import { describe, expect, test } from "bun:test";
import { changes, expectPair, rulesFound } from "../rule-suite.ts";

const tools = (...list: readonly string[]): string => `tools: [${list.map((tool) => `{ ${tool} }`).join()}]\n`;

describe("TOOL_DESCRIPTION_CHANGED", () => {
  test("is another description, or none", () => {
    const found = expectPair(
      "TOOL_DESCRIPTION_CHANGED",
      tools("name: search, description: Finds text."),
      tools("name: search, description: Finds files."),
    );
    expect(found).toMatchObject({ severity: "risky", path: "roles.main.tools.search.description" });
    expectPair("TOOL_DESCRIPTION_CHANGED", tools("name: search, description: Finds text."), tools("name: search"));
  });

  test("is another text inside of the schema", () => {
    const q = (text: string): string => tools(`name: search, schema: { properties: { q: { description: ${text} } } }`);
    const found = expectPair("TOOL_DESCRIPTION_CHANGED", q("What to find."), q("Words."));
    expect(found.path).toBe("roles.main.tools.search.schema.properties.q.description");
    expect(found.message).toBe(
      "the tool search of main has other words: schema.properties.q.description changed from What to find. to Words.",
    );
  });

  test("is another digest of a definition that is not written out", () => {
    const digest = (digit: string): string => tools(`name: search, digest: "${digit.repeat(32)}"`);
    expect(expectPair("TOOL_DESCRIPTION_CHANGED", digest("a"), digest("b")).path).toBe(
      "roles.main.tools.search.digest",
    );
  });

  test("is a schema that says the same in another order, since the model reads it as it is", () => {
    const required = (names: string): string => tools(`name: search, schema: { required: ${names} }`);
    expect(changes(required("[a, b]"), required("[b, a]"))).toMatchObject([
      { rule: "TOOL_DESCRIPTION_CHANGED", path: "roles.main.tools.search.schema" },
    ]);
  });

  test("is not another order of keys", () => {
    const [one, other] = ["{ type: object, title: A }", "{ title: A, type: object }"];
    expect(rulesFound(tools(`name: search, schema: ${one}`), tools(`schema: ${other}, name: search`))).toEqual([]);
  });
});

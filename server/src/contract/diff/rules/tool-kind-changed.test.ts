import { describe, expect, test } from "bun:test";
import { expectPair } from "../rule-suite.ts";

const tools = (...list: readonly string[]): string => `tools: [${list.map((tool) => `{ ${tool} }`).join()}]\n`;

describe("TOOL_KIND_CHANGED", () => {
  test("is a tool that counts as one of another kind", () => {
    const found = expectPair("TOOL_KIND_CHANGED", tools("name: search, kind: read"), tools("name: search"));
    expect(found).toMatchObject({ severity: "safe", bump: "patch", path: "roles.main.tools.search.kind" });
    expect(found.message).toBe("kind of the tool search of main changed from read to nothing");
  });
});

import { describe, expect, test } from "bun:test";
import { changes, expectPair } from "../rule-suite.ts";

const tools = (...list: readonly string[]): string => `tools: [${list.map((tool) => `{ ${tool} }`).join()}]\n`;

describe("TOOL_REMOVED", () => {
  test("is a tool that is gone, and TOOL_ADDED one that is new", () => {
    const found = expectPair("TOOL_REMOVED", tools("name: search", "name: edit"), tools("name: edit"));
    expect(found).toMatchObject({ severity: "breaking", path: "roles.main.tools.search", role: "main" });
    expect(found.message).toBe("the tool search of main is gone");
  });

  test("is told where a list becomes empty", () => {
    expect(changes(tools("name: search"), tools()).map(({ rule }) => rule)).toEqual(["TOOL_REMOVED"]);
  });

  test("has a place for a tool of any name", () => {
    const found = expectPair("TOOL_REMOVED", tools("name: 'mcp.run it'"), tools());
    expect(found.path).toBe('roles.main.tools["mcp.run it"]');
  });
});

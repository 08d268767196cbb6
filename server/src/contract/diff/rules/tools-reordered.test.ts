import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

const tools = (...list: readonly string[]): string => `tools: [${list.map((tool) => `{ ${tool} }`).join()}]\n`;

describe("TOOLS_REORDERED", () => {
  test("is another order of the same tools", () => {
    const found = expectPair("TOOLS_REORDERED", tools("name: a", "name: b"), tools("name: b", "name: a"));
    expect(found).toMatchObject({ severity: "risky", path: "roles.main.tools", after: ["b", "a"] });
  });

  test("is not a tool that is new or gone between the others", () => {
    expect(rulesFound(tools("name: a", "name: b"), tools("name: a", "name: c", "name: b"))).toEqual(["TOOL_ADDED"]);
  });
});

import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

const choice = (written: string): string => `tools: []\n${written === "" ? "" : `tool_choice: ${written}\n`}`;

describe("TOOL_CHOICE_FORCED", () => {
  test("is a model that has to call a tool, and TOOL_CHOICE_FREED one that no longer has to", () => {
    const found = expectPair("TOOL_CHOICE_FORCED", choice("auto"), choice("any"));
    expect(found).toMatchObject({ severity: "breaking", path: "roles.main.tool_choice", before: "auto", after: "any" });
    expectPair("TOOL_CHOICE_FORCED", choice(""), choice("tool:edit"));
    expectPair("TOOL_CHOICE_FORCED", choice("any"), choice("tool:edit"));
  });

  test("is a model that can no longer call any", () => {
    expectPair("TOOL_CHOICE_FORCED", choice("auto"), choice("none"));
  });

  test("is both ways where one force takes the place of another", () => {
    expect(rulesFound(choice("tool:a"), choice("tool:b"))).toEqual(["TOOL_CHOICE_FORCED", "TOOL_CHOICE_FREED"]);
    expect(rulesFound(choice("none"), choice("any"))).toEqual(["TOOL_CHOICE_FORCED", "TOOL_CHOICE_FREED"]);
  });
});

import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("TOOL_CHOICE_UNDECLARED", () => {
  test("is a freedom that is no longer said, and TOOL_CHOICE_DECLARED one that is", () => {
    const found = expectPair("TOOL_CHOICE_UNDECLARED", "tool_choice: auto\n", "betas: []\n");
    expect(found).toMatchObject({ severity: "risky", path: "roles.main.tool_choice", before: "auto" });
    expect(rulesFound("tools: []\n", "tools: []\ntool_choice: auto\n")).toEqual(["TOOL_CHOICE_DECLARED"]);
  });
});

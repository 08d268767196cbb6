import { describe, expect, test } from "bun:test";
import { changes, expectPair } from "../rule-suite.ts";

describe("TOOLS_UNDECLARED", () => {
  test("is a list of tools that is gone, and TOOLS_DECLARED one that is new, an empty one as well", () => {
    const found = expectPair("TOOLS_UNDECLARED", "tools: [{ name: search }]\n", "betas: []\n");
    expect(found).toMatchObject({ severity: "breaking", path: "roles.main.tools" });
    expect(changes("betas: []\n", "tools: []\n").find(({ rule }) => rule === "TOOLS_DECLARED")).toMatchObject({
      severity: "risky",
      message: "the contract said nothing of the tools of main, and says now that they are []",
    });
  });
});

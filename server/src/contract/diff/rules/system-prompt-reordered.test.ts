import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

const [A, B] = ["{ text: Be kind. }", "{ text: Be fair. }"] as const;
const system = (...sections: readonly string[]): string => `system: [${sections.join(", ")}]\n`;

describe("SYSTEM_PROMPT_REORDERED", () => {
  test("is another order of the same sections", () => {
    expectPair("SYSTEM_PROMPT_REORDERED", system(A, B), system(B, A));
    expect(rulesFound(system(A, B), system(B, A))).toEqual(["SYSTEM_PROMPT_REORDERED"]);
  });

  test("is not a section that comes in between", () => {
    expect(rulesFound(system(A, B), system(A, "{ text: Be brief. }", B))).not.toContain("SYSTEM_PROMPT_REORDERED");
  });
});

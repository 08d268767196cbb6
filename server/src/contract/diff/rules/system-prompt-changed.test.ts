import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

const system = (...sections: readonly string[]): string => `system: [${sections.join(", ")}]\n`;
const A = "{ id: a, text: Be kind. }";

describe("SYSTEM_PROMPT_CHANGED", () => {
  test("is another text, and says in which section", () => {
    const found = expectPair("SYSTEM_PROMPT_CHANGED", system(A), system("{ id: a, text: Be fair. }"));
    expect(found).toMatchObject({ path: "roles.main.system.a", before: "Be kind.", after: "Be fair." });
  });

  test("is a section more, and a section less", () => {
    expectPair("SYSTEM_PROMPT_CHANGED", system(A), system(A, "{ text: Be brief. }"));
  });

  test("is another pattern of what may change", () => {
    expectPair(
      "SYSTEM_PROMPT_CHANGED",
      system('{ id: d, volatile: true, pattern: "^Today is .*$" }'),
      system('{ id: d, volatile: true, pattern: "^.*$" }'),
    );
  });

  test("is not another order", () => {
    const found = rulesFound(system(A, "{ id: b, text: Be fair. }"), system("{ id: b, text: Be fair. }", A));
    expect(found).not.toContain("SYSTEM_PROMPT_CHANGED");
  });
});

import { describe, expect, test } from "bun:test";
import { proseOf, proseOfEach } from "./prose-values.ts";
import { changes } from "./rule-suite.ts";

const found = (before: string, after: string, rule: string) =>
  changes(before, after).filter((finding) => finding.rule === rule);

describe("the texts of a finding", () => {
  test("are those of a section of a prompt, however short", () => {
    const [finding] = found(
      "system: [{ id: a, text: Be kind. }]",
      "system: [{ id: a, text: Be fair. }]",
      "SYSTEM_PROMPT_CHANGED",
    );
    expect(finding && proseOf(finding)).toEqual({ before: "Be kind.", after: "Be fair." });
  });

  test("are on one side where a section is new", () => {
    const [finding] = found("system: []", "system: [{ id: a, text: Be fair. }]", "SYSTEM_PROMPT_CHANGED");
    expect(finding && proseOf(finding)).toEqual({ before: undefined, after: "Be fair." });
  });

  test("have the pattern of a section that changes from request to request", () => {
    const volatile = (pattern: string): string => `system: [{ id: a, volatile: true, pattern: "${pattern}" }]`;
    const [finding] = found(volatile("^a$"), volatile("^b$"), "SYSTEM_PROMPT_CHANGED");
    expect(finding && proseOf(finding)).toEqual({ before: "pattern: ^a$", after: "pattern: ^b$" });
  });

  test("are none where the message says it all", () => {
    const [finding] = found("reasoning: { effort: high }", "reasoning: { effort: low }", "REASONING_EFFORT_LOWERED");
    expect(finding && proseOf(finding)).toBeUndefined();
  });

  test("are shown once, however many findings are of them", () => {
    const [finding] = found(
      "system: [{ id: a, text: Be kind. }]",
      "system: [{ id: a, text: Be fair. }]",
      "SYSTEM_PROMPT_CHANGED",
    );
    const again = { ...finding!, rule: "TERM_CHANGED" };
    expect([...proseOfEach([finding!, again]).keys()]).toEqual([finding!]);
  });
});

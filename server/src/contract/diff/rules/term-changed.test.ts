import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("TERM_CHANGED", () => {
  test("is a value of which no other rule speaks", () => {
    const found = expectPair("TERM_CHANGED", "system: [{ id: a, text: x }]\n", "system: [{ id: b, text: x }]\n");
    expect(found).toMatchObject({ path: "roles.main.system", role: "main", severity: "risky" });
  });

  test("is silent where another rule speaks", () => {
    expect(rulesFound("reasoning: { effort: high }\n", "reasoning: { effort: low }\n")).toEqual([
      "REASONING_EFFORT_LOWERED",
    ]);
  });
});

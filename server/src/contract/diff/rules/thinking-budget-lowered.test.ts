import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("THINKING_BUDGET_LOWERED", () => {
  test("is a smaller budget", () => {
    expectPair(
      "THINKING_BUDGET_LOWERED",
      "reasoning: { thinking: { budget_tokens: 8000 } }\n",
      "reasoning: { thinking: { budget_tokens: 2000 } }\n",
    );
  });

  test("is not a budget where the model decided by itself", () => {
    expect(
      rulesFound("reasoning: { thinking: adaptive }\n", "reasoning: { thinking: { budget_tokens: 2000 } }\n"),
    ).not.toContain("THINKING_BUDGET_LOWERED");
  });
});

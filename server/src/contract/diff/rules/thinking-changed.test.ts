import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("THINKING_CHANGED", () => {
  test("is a budget in place of the model's own decision", () => {
    expectPair(
      "THINKING_CHANGED",
      "reasoning: { thinking: adaptive }\n",
      "reasoning: { thinking: { budget_tokens: 2000 } }\n",
    );
  });

  test("is not the same written with bounds", () => {
    expect(
      rulesFound("reasoning: { thinking: adaptive }\n", "reasoning: { thinking: { default: adaptive } }\n"),
    ).toEqual([]);
  });
});

import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("THINKING_DISABLED", () => {
  test("is thinking that is switched off", () => {
    expectPair("THINKING_DISABLED", "reasoning: { thinking: adaptive }\n", "reasoning: { thinking: disabled }\n");
  });

  test("is not thinking in another way", () => {
    expect(rulesFound("reasoning: { thinking: adaptive }\n", "reasoning: { thinking: enabled }\n")).not.toContain(
      "THINKING_DISABLED",
    );
  });
});

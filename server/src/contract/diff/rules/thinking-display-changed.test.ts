import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("THINKING_DISPLAY_CHANGED", () => {
  test("is another form", () => {
    expectPair("THINKING_DISPLAY_CHANGED", "reasoning: { display: summarized }\n", "reasoning: { display: full }\n");
  });

  test("is not reasoning that is no longer shown", () => {
    expect(rulesFound("reasoning: { display: full }\n", "reasoning: { display: omitted }\n")).not.toContain(
      "THINKING_DISPLAY_CHANGED",
    );
  });
});

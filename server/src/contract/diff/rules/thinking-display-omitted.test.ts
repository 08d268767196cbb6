import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("THINKING_DISPLAY_OMITTED", () => {
  test("is reasoning that is no longer shown", () => {
    expectPair("THINKING_DISPLAY_OMITTED", "reasoning: { display: summarized }\n", "reasoning: { display: omitted }\n");
  });

  test("is not reasoning that is shown in another form", () => {
    expect(rulesFound("reasoning: { display: summarized }\n", "reasoning: { display: full }\n")).not.toContain(
      "THINKING_DISPLAY_OMITTED",
    );
  });
});

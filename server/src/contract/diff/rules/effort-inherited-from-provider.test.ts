import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("EFFORT_INHERITED_FROM_PROVIDER", () => {
  test("is an effort that is no longer said", () => {
    expectPair(
      "EFFORT_INHERITED_FROM_PROVIDER",
      "reasoning: { effort: high, display: full }\n",
      "reasoning: { display: full }\n",
    );
  });

  test("is not a lower one", () => {
    expect(rulesFound("reasoning: { effort: high }\n", "reasoning: { effort: low }\n")).not.toContain(
      "EFFORT_INHERITED_FROM_PROVIDER",
    );
  });
});

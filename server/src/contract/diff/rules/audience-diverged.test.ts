import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("AUDIENCE_DIVERGED", () => {
  test("is an audience with a value of its own", () => {
    expectPair(
      "AUDIENCE_DIVERGED",
      "reasoning: { effort: high }\n",
      "reasoning: { effort: high }\naudiences: { free: { reasoning: { effort: low } } }\n",
    );
  });

  test("is not an audience that has what all have", () => {
    expect(
      rulesFound(
        "reasoning: { effort: high }\n",
        "reasoning: { effort: high }\naudiences: { free: { reasoning: { effort: high } } }\n",
      ),
    ).not.toContain("AUDIENCE_DIVERGED");
  });
});

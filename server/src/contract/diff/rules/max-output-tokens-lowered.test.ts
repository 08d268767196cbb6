import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("MAX_OUTPUT_TOKENS_LOWERED", () => {
  test("is a smaller limit", () => {
    expectPair("MAX_OUTPUT_TOKENS_LOWERED", "output: { max_tokens: 32000 }\n", "output: { max_tokens: 8000 }\n");
  });

  test("is a limit where there was none", () => {
    expectPair(
      "MAX_OUTPUT_TOKENS_LOWERED",
      "output: { verbosity: low }\n",
      "output: { verbosity: low, max_tokens: 8000 }\n",
    );
  });

  test("is a smaller choice", () => {
    expectPair(
      "MAX_OUTPUT_TOKENS_LOWERED",
      "output: { max_tokens: { default: 100, max: 500 } }\n",
      "output: { max_tokens: { default: 100, max: 200 } }\n",
    );
  });

  test("is not a limit that is taken away", () => {
    expect(rulesFound("output: { max_tokens: 32000, verbosity: low }\n", "output: { verbosity: low }\n")).not.toContain(
      "MAX_OUTPUT_TOKENS_LOWERED",
    );
  });
});

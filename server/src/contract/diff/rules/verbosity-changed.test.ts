import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("VERBOSITY_CHANGED", () => {
  test("is a word that nobody can place", () => {
    expectPair("VERBOSITY_CHANGED", "output: { verbosity: default }\n", "output: { verbosity: low }\n");
  });

  test("is not a shorter answer", () => {
    expect(rulesFound("output: { verbosity: medium }\n", "output: { verbosity: low }\n")).not.toContain(
      "VERBOSITY_CHANGED",
    );
  });
});

import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("VERBOSITY_LOWERED", () => {
  test("is a shorter answer", () => {
    expectPair("VERBOSITY_LOWERED", "output: { verbosity: high }\n", "output: { verbosity: low }\n");
  });

  test("is not a word that nobody can place", () => {
    expect(rulesFound("output: { verbosity: high }\n", "output: { verbosity: terse }\n")).not.toContain(
      "VERBOSITY_LOWERED",
    );
  });
});

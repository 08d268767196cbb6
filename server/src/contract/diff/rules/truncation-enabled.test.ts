import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("TRUNCATION_ENABLED", () => {
  test("is history that the provider may drop", () => {
    expectPair("TRUNCATION_ENABLED", "context: { truncation: off }\n", "context: { truncation: auto }\n");
  });

  test("is not what is no longer said", () => {
    expect(rulesFound("context: { truncation: off, edits: [] }\n", "context: { edits: [] }\n")).not.toContain(
      "TRUNCATION_ENABLED",
    );
  });
});

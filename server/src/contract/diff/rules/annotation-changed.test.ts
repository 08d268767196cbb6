import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("ANNOTATION_CHANGED", () => {
  test("is another description", () => {
    expectPair("ANNOTATION_CHANGED", "description: one\n", "description: two\n");
  });

  test("is another annotation", () => {
    expectPair("ANNOTATION_CHANGED", "annotations: { owner: a }\n", "annotations: { owner: b }\n");
  });

  test("is not a value that counts", () => {
    expect(rulesFound("reasoning: { effort: high }\n", "reasoning: { effort: low }\n")).not.toContain(
      "ANNOTATION_CHANGED",
    );
  });
});

import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

const steps = (list: string): string => `steps: { post: ${list} }\n`;

describe("POSTPROCESSOR_ADDED", () => {
  test("is a step after the model that is new, and POSTPROCESSOR_REMOVED one that is gone", () => {
    const found = expectPair("POSTPROCESSOR_ADDED", steps("[]"), steps("[{ name: redact, version: 1.0.0 }]"));
    expect(found).toMatchObject({ severity: "breaking", path: "steps.post.redact" });
    expect(found.message).toBe("the step redact 1.0.0 after the model is new");
  });

  test("is not an empty list in place of nothing", () => {
    expect(rulesFound("steps: {}\n", steps("[]"))).toEqual([]);
  });
});

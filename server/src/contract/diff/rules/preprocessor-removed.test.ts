import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

const steps = (list: string): string => `steps: { pre: ${list} }\n`;

describe("PREPROCESSOR_REMOVED", () => {
  test("is a step before the model that is gone, and PREPROCESSOR_ADDED one that is new", () => {
    const found = expectPair("PREPROCESSOR_REMOVED", steps("[{ name: redact, version: 1.0.0 }]"), steps("[]"));
    expect(found).toMatchObject({ severity: "breaking", path: "steps.pre.redact" });
    expect(found.message).toBe("the step redact 1.0.0 before the model is gone");
  });

  test("is not an empty list in place of nothing", () => {
    expect(rulesFound("steps: {}\n", steps("[]"))).toEqual([]);
  });
});

import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("VIOLATION_SEVERITY_LOWERED", () => {
  test("is a violation that is let pass", () => {
    expectPair(
      "VIOLATION_SEVERITY_LOWERED",
      "violations: { MODEL_MISMATCH: reject }\n",
      "violations: { MODEL_MISMATCH: note }\n",
    );
  });

  test("is not the default written out", () => {
    expect(rulesFound("description: a\n", "description: a\nviolations: { MODEL_MISMATCH: reject }\n")).not.toContain(
      "VIOLATION_SEVERITY_LOWERED",
    );
  });
});

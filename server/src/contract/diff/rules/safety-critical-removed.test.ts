import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("SAFETY_CRITICAL_REMOVED", () => {
  test("is a surface that no longer fails closed", () => {
    expectPair("SAFETY_CRITICAL_REMOVED", "safety: { critical: true }\n", "safety: { critical: false }\n");
  });

  test("is not what never was said", () => {
    expect(rulesFound("safety: { critical: false }\n", "description: a\n")).not.toContain("SAFETY_CRITICAL_REMOVED");
  });
});

import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("PROVENANCE_WEAKENED", () => {
  test("is a record that may be missing", () => {
    expectPair("PROVENANCE_WEAKENED", "provenance: required\n", "provenance: best_effort\n");
  });

  test("is not the default written out", () => {
    expect(rulesFound("description: a\n", "description: a\nprovenance: best_effort\n")).not.toContain(
      "PROVENANCE_WEAKENED",
    );
  });
});

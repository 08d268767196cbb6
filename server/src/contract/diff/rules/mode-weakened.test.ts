import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("MODE_WEAKENED", () => {
  test("is a mode that refuses less", () => {
    expectPair("MODE_WEAKENED", "mode: enforce\n", "mode: observe\n");
  });

  test("is not a mode that refuses more", () => {
    expect(rulesFound("mode: observe\n", "mode: verify\n")).not.toContain("MODE_WEAKENED");
  });
});

import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("BETAS_CHANGED", () => {
  test("is another feature", () => {
    expectPair("BETAS_CHANGED", "betas: [a-1]\n", "betas: [a-1, b-2]\n");
  });

  test("is not another order", () => {
    expect(rulesFound("betas: [a-1, b-2]\n", "betas: [b-2, a-1]\n")).toEqual([]);
  });
});

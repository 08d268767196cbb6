import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("SAMPLING_CHANGED", () => {
  test("is another temperature", () => {
    expectPair("SAMPLING_CHANGED", "sampling: { temperature: 1 }\n", "sampling: { temperature: 0.2 }\n");
  });

  test("is another share of the likeliest", () => {
    expectPair("SAMPLING_CHANGED", "sampling: { top_p: 1 }\n", "sampling: { top_p: 0.5 }\n");
  });

  test("is not the same written with bounds", () => {
    expect(rulesFound("sampling: { temperature: 1 }\n", "sampling: { temperature: { default: 1 } }\n")).toEqual([]);
  });
});

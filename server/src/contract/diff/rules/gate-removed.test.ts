import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("GATE_REMOVED", () => {
  test("is a scenario that is gone", () => {
    expectPair("GATE_REMOVED", "gates: [a.yaml, b.yaml]\n", "gates: [a.yaml]\n");
  });

  test("is not another order", () => {
    expect(rulesFound("gates: [a.yaml, b.yaml]\n", "gates: [b.yaml, a.yaml]\n")).toEqual([]);
  });
});

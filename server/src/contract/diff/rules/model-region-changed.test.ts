import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("MODEL_REGION_CHANGED", () => {
  test("is another region of a role", () => {
    expectPair("MODEL_REGION_CHANGED", "model: { id: a, region: us }\n", "model: { id: a, region: eu }\n");
  });

  test("is not the same region", () => {
    expect(rulesFound("model: { id: a, region: us }\n", "model: { region: us, id: a }\n")).toEqual([]);
  });
});

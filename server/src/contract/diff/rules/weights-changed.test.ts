import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

const weights = (written: string): string => `model: { id: opus, weights: ${written} }\n`;

describe("WEIGHTS_CHANGED", () => {
  test("is other weights under the same name", () => {
    const found = expectPair("WEIGHTS_CHANGED", weights("fp16"), weights("int4"));
    expect(found).toMatchObject({ severity: "breaking", path: "roles.main.model.weights" });
  });

  test("is weights that are no longer said", () => {
    expect(expectPair("WEIGHTS_CHANGED", weights("fp16"), weights("null")).after).toBeUndefined();
  });

  test("is not null in place of nothing", () => {
    expect(rulesFound(weights("null"), "model: { id: opus }\n")).toEqual([]);
  });
});

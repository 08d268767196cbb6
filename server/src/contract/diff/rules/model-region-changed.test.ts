import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

const region = (written: string): string => `model: { id: opus, region: ${written} }\n`;

describe("MODEL_REGION_CHANGED", () => {
  test("is another region, or none that is said", () => {
    const found = expectPair("MODEL_REGION_CHANGED", region("eu"), region("us"));
    expect(found).toMatchObject({ severity: "risky", path: "roles.main.model.region", before: "eu", after: "us" });
    expectPair("MODEL_REGION_CHANGED", region("eu"), region("null"));
  });

  test("is not null in place of nothing", () => {
    expect(rulesFound(region("null"), "model: { id: opus }\n")).toEqual([]);
  });
});

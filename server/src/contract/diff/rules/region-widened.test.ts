import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("REGION_WIDENED", () => {
  test("is a region more", () => {
    expectPair("REGION_WIDENED", "data: { regions: [eu] }\n", "data: { regions: [eu, us] }\n");
  });

  test("is any region, where some were named", () => {
    expectPair("REGION_WIDENED", "data: { regions: [eu], retention_days: 1 }\n", "data: { retention_days: 1 }\n");
  });

  test("is not another order", () => {
    expect(rulesFound("data: { regions: [eu, us] }\n", "data: { regions: [us, eu] }\n")).toEqual([]);
  });
});

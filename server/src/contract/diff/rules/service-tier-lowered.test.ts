import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("SERVICE_TIER_LOWERED", () => {
  test("is a slower tier", () => {
    expectPair(
      "SERVICE_TIER_LOWERED",
      "economics: { service_tier: priority }\n",
      "economics: { service_tier: flex }\n",
    );
  });

  test("is not another word for the same tier", () => {
    expect(
      rulesFound("economics: { service_tier: standard }\n", "economics: { service_tier: default }\n"),
    ).not.toContain("SERVICE_TIER_LOWERED");
  });
});

import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("SERVICE_TIER_CHANGED", () => {
  test("is a tier that nobody can place", () => {
    expectPair(
      "SERVICE_TIER_CHANGED",
      "economics: { service_tier: standard }\n",
      "economics: { service_tier: gold }\n",
    );
  });

  test("is not a slower tier", () => {
    expect(
      rulesFound("economics: { service_tier: priority }\n", "economics: { service_tier: standard }\n"),
    ).not.toContain("SERVICE_TIER_CHANGED");
  });
});

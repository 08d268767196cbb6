import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("DELEGATION_ENABLED_BY_DEFAULT", () => {
  test("is allow where deny held, and DELEGATION_DISABLED_BY_DEFAULT the other way round", () => {
    const found = expectPair("DELEGATION_ENABLED_BY_DEFAULT", "betas: []\n", "delegation: { default: allow }\n");
    expect(found).toMatchObject({ severity: "breaking", path: "delegation.default", before: "deny", after: "allow" });
  });

  test("is not deny in place of nothing", () => {
    expect(rulesFound("delegation: {}\n", "delegation: { default: deny }\n")).toEqual([]);
  });
});

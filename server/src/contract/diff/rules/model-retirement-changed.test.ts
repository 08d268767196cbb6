import { describe, expect, test } from "bun:test";
import { expectPair } from "../rule-suite.ts";

describe("MODEL_RETIREMENT_CHANGED", () => {
  test("is another day, far away before and after", () => {
    const retires = (day: string): string => `model: { id: opus, retires: ${day} }\n`;
    const found = expectPair("MODEL_RETIREMENT_CHANGED", retires("2027-05-01"), retires("2027-02-01"));
    expect(found).toMatchObject({ severity: "safe", bump: "patch", path: "roles.main.model.retires" });
  });
});

import { describe, expect, test } from "bun:test";
import { contractOf, small } from "../../fixtures/make.ts";
import { nearRetirements } from "../retirements.ts";
import { expectPair, rulesFound } from "../rule-suite.ts";

/** Tests compare on 1 January 2026, so 1 April is 90 days away. */
const retires = (day: string): string => `model: { id: opus, retires: ${day} }\n`;
const open = "model: { id: opus }\n";

describe("MODEL_RETIRES_SOON", () => {
  test("is a day within 90 days that is new, and MODEL_RETIREMENT_POSTPONED one that is gone", () => {
    const found = expectPair("MODEL_RETIRES_SOON", open, retires("2026-04-01"));
    expect(found).toMatchObject({ severity: "risky", path: "roles.main.model.retires" });
    expect(found.message).toBe("the day on which the model of main retires changed from nothing to 2026-04-01");
  });

  test("is a day that moved closer, though it was soon before", () => {
    expectPair("MODEL_RETIRES_SOON", retires("2026-03-01"), retires("2026-01-15"));
    expect(rulesFound(retires("2026-01-15"), retires("2026-03-01"))).toEqual(["MODEL_RETIREMENT_POSTPONED"]);
  });

  test("is a day that is past", () => {
    expectPair("MODEL_RETIRES_SOON", open, retires("2025-12-01"));
  });

  test("is not a day that is 91 days away", () => {
    expect(rulesFound(open, retires("2026-04-02"))).toEqual(["MODEL_RETIREMENT_CHANGED"]);
  });
});

test("a contract by itself says how near the day is, once it is near", () => {
  const of = (day: string) => contractOf(small(`model: { id: m, retires: ${day} }`));
  const now = Date.parse("2026-11-28T12:00:00Z");
  expect(nearRetirements(of("2027-06-01"), now)).toEqual([]);
  expect(nearRetirements(of("2026-12-01"), now)[0]).toContain("retires on 2026-12-01, in 3 days");
  expect(nearRetirements(of("2026-11-20"), now)[0]).toContain("8 days ago");
});

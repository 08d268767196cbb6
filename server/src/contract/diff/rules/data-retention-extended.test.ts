import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("DATA_RETENTION_EXTENDED", () => {
  test("is more days", () => {
    expectPair("DATA_RETENTION_EXTENDED", "data: { retention_days: 30 }\n", "data: { retention_days: 60 }\n");
  });

  test("is for ever, where there were days", () => {
    expectPair("DATA_RETENTION_EXTENDED", "data: { retention_days: 30, regions: [eu] }\n", "data: { regions: [eu] }\n");
  });

  test("is not fewer days", () => {
    expect(rulesFound("data: { retention_days: 30 }\n", "data: { retention_days: 1 }\n")).not.toContain(
      "DATA_RETENTION_EXTENDED",
    );
  });
});

import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("SIGNAL_CHANGED", () => {
  test("is another unit", () => {
    expectPair(
      "SIGNAL_CHANGED",
      "signals: { a: { source: score } }\n",
      "signals: { a: { source: score, unit: user } }\n",
    );
  });

  test("is not one that is gone", () => {
    expect(
      rulesFound("signals: { a: { source: score }, b: { source: sla } }\n", "signals: { a: { source: score } }\n"),
    ).not.toContain("SIGNAL_CHANGED");
  });
});

import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("SIGNAL_REMOVED", () => {
  test("is a signal that is gone", () => {
    expectPair(
      "SIGNAL_REMOVED",
      "signals: { a: { source: score }, b: { source: sla } }\n",
      "signals: { a: { source: score } }\n",
    );
  });

  test("is not one that is measured in another way", () => {
    expect(
      rulesFound("signals: { a: { source: score } }\n", "signals: { a: { source: score, unit: user } }\n"),
    ).not.toContain("SIGNAL_REMOVED");
  });
});

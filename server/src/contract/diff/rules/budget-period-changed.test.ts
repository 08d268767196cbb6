import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("BUDGET_PERIOD_CHANGED", () => {
  test("is another period", () => {
    expectPair(
      "BUDGET_PERIOD_CHANGED",
      "signals: { resolved: { source: score } }\nbudgets: { resolved: { margin: 0.03, per: 30d } }\n",
      "signals: { resolved: { source: score } }\nbudgets: { resolved: { margin: 0.03, per: 7d } }\n",
    );
  });

  test("is not the same period in another unit", () => {
    expect(
      rulesFound(
        "signals: { resolved: { source: score } }\nbudgets: { resolved: { margin: 0.03, per: 24h } }\n",
        "signals: { resolved: { source: score } }\nbudgets: { resolved: { margin: 0.03, per: 1d } }\n",
      ),
    ).toEqual([]);
  });
});

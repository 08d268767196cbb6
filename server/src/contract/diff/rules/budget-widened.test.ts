import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("BUDGET_WIDENED", () => {
  test("is a wider margin", () => {
    expectPair(
      "BUDGET_WIDENED",
      "signals: { resolved: { source: score } }\nbudgets: { resolved: { margin: 0.03 } }\n",
      "signals: { resolved: { source: score } }\nbudgets: { resolved: { margin: 0.05 } }\n",
    );
  });

  test("is a budget that is gone", () => {
    expectPair(
      "BUDGET_WIDENED",
      "signals: { resolved: { source: score } }\nbudgets: { resolved: { margin: 0.03 } }\n",
      "signals: { resolved: { source: score } }\n",
    );
  });

  test("is not a narrower one", () => {
    expect(
      rulesFound(
        "signals: { resolved: { source: score } }\nbudgets: { resolved: { harm: 0.02 } }\n",
        "signals: { resolved: { source: score } }\nbudgets: { resolved: { harm: 0.01 } }\n",
      ),
    ).not.toContain("BUDGET_WIDENED");
  });
});

import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("BOUNDS_CHANGED", () => {
  test("is somebody else who may choose", () => {
    expectPair(
      "BOUNDS_CHANGED",
      "reasoning: { effort: { default: high, min: low, by: [client] } }\n",
      "reasoning: { effort: { default: high, min: low, by: [user] } }\n",
    );
  });

  test("is a ceiling that is set", () => {
    expectPair(
      "BOUNDS_CHANGED",
      "sampling: { temperature: { default: 1, max: 2 } }\n",
      "sampling: { temperature: { default: 1, max: 1 } }\n",
    );
  });

  test("is not who may choose written out", () => {
    expect(
      rulesFound(
        "reasoning: { effort: { default: high, min: low } }\n",
        "reasoning: { effort: { default: high, min: low, by: [client, user] } }\n",
      ),
    ).toEqual([]);
  });
});

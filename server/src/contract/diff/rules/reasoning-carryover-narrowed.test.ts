import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("REASONING_CARRYOVER_NARROWED", () => {
  test("is less of the earlier reasoning", () => {
    expectPair(
      "REASONING_CARRYOVER_NARROWED",
      "reasoning: { carryover: all_turns }\n",
      "reasoning: { carryover: current_turn }\n",
    );
  });

  test("is a promise of all of it that is gone", () => {
    expectPair(
      "REASONING_CARRYOVER_NARROWED",
      "reasoning: { carryover: all_turns, effort: high }\n",
      "reasoning: { effort: high }\n",
    );
  });

  test("is not more of it", () => {
    expect(rulesFound("reasoning: { carryover: none }\n", "reasoning: { carryover: all_turns }\n")).not.toContain(
      "REASONING_CARRYOVER_NARROWED",
    );
  });
});

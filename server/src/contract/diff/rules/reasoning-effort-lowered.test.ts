import { describe, expect, test } from "bun:test";
import { changes, expectPair, rulesFound } from "../rule-suite.ts";

const effort = (written: string): string => `reasoning: { effort: ${written} }\n`;

describe("REASONING_EFFORT_LOWERED", () => {
  test("is a lower default, and its pair a higher one", () => {
    const found = expectPair("REASONING_EFFORT_LOWERED", effort("high"), effort("medium"));
    expect(found).toMatchObject({ severity: "breaking", bump: "major", path: "roles.main.reasoning.effort" });
    expect(found.message).toBe("the effort of main is lowered from high to medium");
  });

  test("is a lower floor, though the default stays", () => {
    const found = expectPair(
      "REASONING_EFFORT_LOWERED",
      effort("{ default: high, min: high }"),
      effort("{ default: high, min: low }"),
    );
    expect(found.path).toBe("roles.main.reasoning.effort.min");
  });

  test("says for whom, where it is for one plan alone", () => {
    const plans = (pro: string): string =>
      `${effort("high")}audiences:\n  free: { reasoning: { effort: medium } }\n  pro: { reasoning: { effort: ${pro} } }\n`;
    const found = changes(plans("high"), plans("low")).filter(({ rule }) => rule === "REASONING_EFFORT_LOWERED");
    expect(found.map(({ audiences }) => audiences)).toEqual([["pro"]]);
  });

  test("is not the same effort written otherwise", () => {
    expect(rulesFound(effort("high"), effort("{ default: high }"))).toEqual([]);
  });
});

import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("VOLATILE_SECTION_ADDED", () => {
  test("is a section that is masked from now on", () => {
    expectPair(
      "VOLATILE_SECTION_ADDED",
      "system: [{ id: day, text: Today is Monday. }]\n",
      'system: [{ id: day, volatile: true, pattern: "^Today is .*$" }]\n',
    );
  });

  test("is not another pattern", () => {
    const day = (pattern: string): string => `system: [{ id: day, volatile: true, pattern: "${pattern}" }]\n`;
    expect(rulesFound(day("^Today is .*$"), day("^Now is .*$"))).not.toContain("VOLATILE_SECTION_ADDED");
  });
});

import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

const fallbacks = (...ids: readonly string[]): string => `fallbacks: [${ids.map((id) => `{ id: ${id} }`).join()}]\n`;

describe("FALLBACK_REORDERED", () => {
  test("is another order of the same fallbacks", () => {
    const found = expectPair("FALLBACK_REORDERED", fallbacks("a", "b"), fallbacks("b", "a"));
    expect(found).toMatchObject({ severity: "risky", path: "fallbacks", before: ["a", "b"], after: ["b", "a"] });
  });

  test("is not a fallback that is new before the others", () => {
    expect(rulesFound(fallbacks("a", "b"), fallbacks("c", "a", "b"))).toEqual(["FALLBACK_ADDED"]);
  });
});

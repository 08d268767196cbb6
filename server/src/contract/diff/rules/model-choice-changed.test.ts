import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

const by = (written: string): string => `model: { id: { default: a, allow: [a, b], by: ${written} } }\n`;

describe("MODEL_CHOICE_CHANGED", () => {
  test("is a choice that others have", () => {
    const found = expectPair("MODEL_CHOICE_CHANGED", by("[user]"), by("[client]"));
    expect(found).toMatchObject({ severity: "risky", path: "roles.main.model.id.by" });
  });

  test("is not both in place of nothing, nor another order", () => {
    expect(rulesFound("model: { id: { default: a, allow: [a, b] } }\n", by("[user, client]"))).toEqual([]);
    expect(rulesFound(by("[client, user]"), by("[user, client]"))).toEqual([]);
  });
});

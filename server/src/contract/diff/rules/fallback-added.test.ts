import { describe, expect, test } from "bun:test";
import { changes, expectPair, rulesFound } from "../rule-suite.ts";

const fallbacks = (list: string): string => `fallbacks: ${list}\n`;

describe("FALLBACK_ADDED", () => {
  test("is another model that may answer, and FALLBACK_REMOVED one that no longer may", () => {
    const found = expectPair("FALLBACK_ADDED", fallbacks("[]"), fallbacks("[{ provider: openai, id: gpt-5.1 }]"));
    expect(found).toMatchObject({ severity: "breaking", path: 'fallbacks["openai/gpt-5.1"]' });
    expect(changes(fallbacks("[{ id: haiku }]"), fallbacks("[]"))).toMatchObject([
      { rule: "FALLBACK_REMOVED", severity: "risky", path: "fallbacks.haiku", before: { id: "haiku" } },
    ]);
  });

  test("is the same model behind another provider", () => {
    const behind = (provider: string): string => fallbacks(`[{ provider: ${provider}, id: haiku }]`);
    expectPair("FALLBACK_ADDED", behind("anthropic"), behind("bedrock"));
  });

  test("is not an empty list in place of nothing", () => {
    expect(rulesFound("betas: []\n", `betas: []\n${fallbacks("[]")}`)).toEqual([]);
  });
});

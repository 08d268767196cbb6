import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("COMPACTION_ENABLED", () => {
  test("is a history that is summarised", () => {
    expectPair(
      "COMPACTION_ENABLED",
      "context: { truncation: off }\n",
      "context: { truncation: off, compaction: { trigger_tokens: 160000 } }\n",
    );
  });

  test("is not another size", () => {
    expect(
      rulesFound(
        "context: { compaction: { trigger_tokens: 160000 } }\n",
        "context: { compaction: { trigger_tokens: 100000 } }\n",
      ),
    ).not.toContain("COMPACTION_ENABLED");
  });
});

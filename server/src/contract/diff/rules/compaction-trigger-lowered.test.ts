import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("COMPACTION_TRIGGER_LOWERED", () => {
  test("is a smaller size", () => {
    expectPair(
      "COMPACTION_TRIGGER_LOWERED",
      "context: { compaction: { trigger_tokens: 160000 } }\n",
      "context: { compaction: { trigger_tokens: 100000 } }\n",
    );
  });

  test("is not a larger one", () => {
    expect(
      rulesFound(
        "context: { compaction: { trigger_tokens: 100000 } }\n",
        "context: { compaction: { trigger_tokens: 160000 } }\n",
      ),
    ).not.toContain("COMPACTION_TRIGGER_LOWERED");
  });
});

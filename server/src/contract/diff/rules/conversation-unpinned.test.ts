import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("CONVERSATION_UNPINNED", () => {
  test("is a conversation that follows its channel", () => {
    expectPair("CONVERSATION_UNPINNED", "conversation: pinned\n", "conversation: follow\n");
  });

  test("is not the default written out", () => {
    expect(rulesFound("description: a\n", "description: a\nconversation: pinned\n")).not.toContain(
      "CONVERSATION_UNPINNED",
    );
  });
});

import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("CONTEXT_EDIT_ADDED", () => {
  test("is an edit of a kind that there was not", () => {
    expectPair("CONTEXT_EDIT_ADDED", "context: { edits: [] }\n", "context: { edits: [{ type: clear_tool_uses }] }\n");
  });

  test("is not an edit after a gap where the same kind always holds", () => {
    expect(
      rulesFound(
        "context: { edits: [{ type: clear_thinking, keep: all }] }\n",
        'context: { edits: [{ type: clear_thinking, keep: all }, { type: clear_thinking, keep: all, when: { idle: ">1h" } }] }\n',
      ),
    ).not.toContain("CONTEXT_EDIT_ADDED");
  });
});

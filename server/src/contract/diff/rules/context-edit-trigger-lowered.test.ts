import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("CONTEXT_EDIT_TRIGGER_LOWERED", () => {
  test("is a smaller size", () => {
    expectPair(
      "CONTEXT_EDIT_TRIGGER_LOWERED",
      "context: { edits: [{ type: clear_tool_uses, trigger: 100000 }] }\n",
      "context: { edits: [{ type: clear_tool_uses, trigger: 50000 }] }\n",
    );
  });

  test("is a shorter gap", () => {
    expectPair(
      "CONTEXT_EDIT_TRIGGER_LOWERED",
      'context: { edits: [{ type: clear_thinking, keep: 1, when: { idle: ">2h" } }] }\n',
      'context: { edits: [{ type: clear_thinking, keep: 1, when: { idle: ">1h" } }] }\n',
    );
  });

  test("is not the same time in another unit", () => {
    expect(
      rulesFound(
        'context: { edits: [{ type: clear_thinking, keep: 1, when: { idle: ">1h" } }] }\n',
        'context: { edits: [{ type: clear_thinking, keep: 1, when: { idle: ">60m" } }] }\n',
      ),
    ).toEqual([]);
  });
});

import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("CONTEXT_EDIT_REPEATS", () => {
  test("is a clearing on every later turn", () => {
    expectPair(
      "CONTEXT_EDIT_REPEATS",
      'context: { edits: [{ type: clear_thinking, keep: 1, when: { idle: ">1h" }, repeat: once }] }\n',
      'context: { edits: [{ type: clear_thinking, keep: 1, when: { idle: ">1h" }, repeat: every_turn }] }\n',
    );
  });

  test("is not once written out", () => {
    expect(
      rulesFound(
        'context: { edits: [{ type: clear_thinking, keep: 1, when: { idle: ">1h" } }] }\n',
        'context: { edits: [{ type: clear_thinking, keep: 1, when: { idle: ">1h" }, repeat: once }] }\n',
      ),
    ).not.toContain("CONTEXT_EDIT_REPEATS");
  });
});

import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("CONTEXT_KEEP_REDUCED", () => {
  test("is fewer turns that are kept", () => {
    expectPair(
      "CONTEXT_KEEP_REDUCED",
      "context: { edits: [{ type: clear_thinking, keep: all }] }\n",
      "context: { edits: [{ type: clear_thinking, keep: 3 }] }\n",
    );
  });

  test("is fewer turns after an idle gap, where all were kept", () => {
    expectPair(
      "CONTEXT_KEEP_REDUCED",
      "context: { edits: [{ type: clear_thinking, keep: all }] }\n",
      'context: { edits: [{ type: clear_thinking, keep: all }, { type: clear_thinking, keep: 1, when: { idle: ">1h" }, repeat: once }] }\n',
    );
  });

  test("is not more of them", () => {
    expect(
      rulesFound(
        "context: { edits: [{ type: clear_thinking, keep: 1 }] }\n",
        "context: { edits: [{ type: clear_thinking, keep: 2 }] }\n",
      ),
    ).not.toContain("CONTEXT_KEEP_REDUCED");
  });
});

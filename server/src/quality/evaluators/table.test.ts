import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { evaluatorKinds, prepareEvaluator } from "./table.ts";

const SETTINGS: Readonly<Record<string, object>> = {
  assertions: { assertions: [{ contains: "a" }] },
  json_schema: { schema: { type: "object" } },
  regular_expression: { pattern: "a" },
  tool_calls: {},
};

describe("an evaluator", () => {
  test.each(evaluatorKinds())("of the kind %s is made from its settings, and signs what it says", (kind) => {
    const prepared = prepareEvaluator({ id: "mine", kind, ...SETTINGS[kind] });
    if (!prepared.ok) throw new Error(`${prepared.place} ${prepared.message}`);
    fc.assert(
      fc.property(fc.string(), (said) => {
        // Of nothing but white space, and calls, there is nothing to judge.
        const text = `.${said}`;
        const judged = prepared.judge({ text, toolCalls: [{ name: text, arguments: text }] });
        expect(judged).toEqual(prepared.judge({ text, toolCalls: [{ name: text, arguments: text }] }));
        expect(judged.evaluator).toEqual({
          id: "mine",
          version: expect.stringMatching(/^[12]-[0-9a-f]{12}$/) as never,
        });
        expect(judged.outcome === "judged" && judged.value >= 0 && judged.value <= 1).toBe(true);
        expect(judged.why.length).toBeGreaterThan(0);
      }),
    );
  });

  test.each<[unknown, string, RegExp]>([
    [{ id: "a", kind: "vibes" }, "kind", /is "vibes"; assertions, json_schema, regular_expression, tool_calls are/],
    [{ id: "A", kind: "tool_calls" }, "id", /lower-case/],
    [{ kind: "tool_calls" }, "id", /must be a name/],
    [7, "", /object/],
    [{ id: "a", kind: "tool_calls", scores: 1 }, "", /scores/],
  ])("is not made from %j", (said, place, words) => {
    expect(prepareEvaluator(said)).toMatchObject({ ok: false, place, message: expect.stringMatching(words) });
  });
});

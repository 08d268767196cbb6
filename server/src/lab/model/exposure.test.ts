import { describe, expect, test } from "bun:test";
import { LENGTH_LIMITS } from "../product/prompts.ts";
import type { LabMessage } from "../provider/anthropic/request.ts";
import { exposureOf, reasoningLost } from "./exposure.ts";
import { limitsIn } from "./word-limits.ts";

const said = (text: string): LabMessage => ({ role: "user", blocks: [{ type: "text", text }] });
const result: LabMessage = { role: "user", blocks: [{ type: "tool_result", tool_use_id: "t", content: "ok" }] };
const thought: LabMessage = {
  role: "assistant",
  blocks: [
    { type: "thinking", thinking: "hm" },
    { type: "text", text: "a" },
  ],
};
const bare: LabMessage = { role: "assistant", blocks: [{ type: "text", text: "a" }] };

describe("what a request gives its model to go by", () => {
  test("is the part of earlier turns' answers that still have their reasoning, whatever this turn has", () => {
    expect(reasoningLost([said("a")])).toBe(0);
    expect(reasoningLost([said("a"), thought, said("b")])).toBe(0);
    expect(reasoningLost([said("a"), bare, said("b"), thought, result])).toBe(1);
    expect(reasoningLost([said("a"), bare, said("b"), thought, said("c"), bare, result])).toBe(0.5);
  });

  test("says nothing of reasoning where the request has none", () => {
    const seen = {
      model: "claude-haiku-4-5",
      effort: "low",
      thinks: false,
      system: LENGTH_LIMITS,
      history: [said("a"), bare, said("b")],
      tokens: 5,
      prompt: {
        said: "b",
        answered: 0,
        results: [],
        tools: [],
        choice: { kind: "auto" },
        parallel: true,
        form: { kind: "text" },
        history: [],
      },
    } as const;
    expect(exposureOf(seen)).toEqual({
      effort: "low",
      reasoningLost: 0,
      capped: 1,
      contextTokens: 5,
      tier: "small",
      delegated: false,
    });
    expect(exposureOf({ ...seen, thinks: true, model: "claude-opus-4-6", system: "" })).toMatchObject({
      reasoningLost: 1,
      capped: 0,
      tier: "large",
    });
  });
});

describe("limits on words", () => {
  test.each([
    [LENGTH_LIMITS, { between: 25, final: 100 }],
    ["Keep text between tool calls under 40 words.", { between: 40 }],
    ["Keep final answers to at most 80 words.", { final: 80 }],
    ["Say what you did and why. The order has 25 words.", {}],
  ])("are read out of a prompt: %s", (prompt, limits) => {
    expect(limitsIn(prompt)).toEqual(limits);
  });
});

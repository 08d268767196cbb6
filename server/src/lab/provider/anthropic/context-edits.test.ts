import { describe, expect, test } from "bun:test";
import type { JsonObject } from "../../../wire/json/value.ts";
import { directive, testLab, user } from "../lab-fixture.ts";
import type { ThinkingTurns } from "./context-edits.ts";

const MODEL = "claude-sonnet-4-6";
const ADAPTIVE = { model: MODEL, thinking: { type: "adaptive" } };
const TOOLS = [{ name: "Read", input_schema: { type: "object" } }];

/** Speaks with a lab for some turns, each with a step of tools in it. */
async function conversation(turns: number, thinkingTurns?: ThinkingTurns) {
  const lab = testLab(thinkingTurns === undefined ? {} : { thinkingTurns });
  const messages: JsonObject[] = [];
  for (let turn = 0; turn < turns; turn++) {
    messages.push(user(directive({ tool: "Read", input: { turn }, after: `turn ${turn} done` })));
    for (let step = 0; step < 2; step++) {
      const { content } = (await lab.message({ ...ADAPTIVE, tools: TOOLS, messages })).body;
      messages.push({ role: "assistant", content });
      const call = content.find((block) => block.type === "tool_use");
      if (call === undefined) continue;
      messages.push(user([{ type: "tool_result", tool_use_id: call.id, content: `result ${"x".repeat(8000)}` }]));
    }
  }
  messages.push(user("go on"));
  const ask = async (edits?: readonly JsonObject[]) => {
    const management = edits === undefined ? {} : { context_management: { edits } };
    const { body } = await lab.message({ ...ADAPTIVE, tools: TOOLS, messages, ...management });
    const { usage } = body;
    const input = usage.input_tokens + usage.cache_read_input_tokens + usage.cache_creation_input_tokens;
    return { applied: body.context_management?.applied_edits, input, body };
  };
  return { ...lab, messages, ask };
}

const clearThinking = (keep?: unknown): JsonObject => ({
  type: "clear_thinking_20251015",
  ...(keep === undefined ? {} : { keep }),
});
const turns = (value: number): JsonObject => ({ type: "thinking_turns", value });

describe("clear_thinking", () => {
  test("keeps all, or the last turns, and says what it cleared", async () => {
    const { ask } = await conversation(4);
    const all = await ask();
    expect(all.applied).toBeUndefined();
    expect(await ask([clearThinking("all")])).toMatchObject({ applied: [], input: all.input });
    for (const keep of [1, 2]) {
      const some = await ask([clearThinking(turns(keep))]);
      const tokens = all.input - some.input;
      expect(some.applied).toEqual([
        { type: "clear_thinking_20251015", cleared_thinking_turns: 4 - keep, cleared_input_tokens: tokens },
      ]);
      expect(tokens).toBeGreaterThan(0);
    }
    expect(await ask([clearThinking(turns(4))])).toMatchObject({ applied: [], input: all.input });
    expect((await ask([clearThinking(turns(9))])).applied).toEqual([]);
    expect((await ask([clearThinking()])).applied).toMatchObject([{ cleared_thinking_turns: 3 }]);
  });

  test("can take every answer for a turn", async () => {
    const { ask } = await conversation(2, "every_answer");
    expect((await ask([clearThinking(turns(1))])).applied).toMatchObject([{ cleared_thinking_turns: 3 }]);
  });

  test("makes the cache be written anew from where it cleared", async () => {
    const { ask, messages } = await conversation(4);
    const last = messages.length - 1;
    messages[last] = user([{ type: "text", text: "go on", cache_control: { type: "ephemeral" } }]);
    const written = (await ask([clearThinking("all")])).body.usage;
    expect(written.cache_creation_input_tokens).toBeGreaterThan(0);
    expect((await ask([clearThinking("all")])).body.usage.cache_creation_input_tokens).toBe(0);
    expect((await ask([clearThinking(turns(1))])).body.usage.cache_creation_input_tokens).toBeGreaterThan(0);
    expect((await ask([clearThinking(turns(1))])).body.usage.cache_creation_input_tokens).toBe(0);
  });
});

describe("clear_tool_uses", () => {
  const edit = (more: JsonObject = {}): JsonObject => ({
    type: "clear_tool_uses_20250919",
    trigger: { type: "input_tokens", value: 5000 },
    keep: { type: "tool_uses", value: 1 },
    ...more,
  });

  test("empties old results once the prompt is long enough", async () => {
    const { ask } = await conversation(4);
    const all = await ask();
    const some = await ask([edit()]);
    expect(some.applied).toEqual([
      { type: "clear_tool_uses_20250919", cleared_tool_uses: 3, cleared_input_tokens: all.input - some.input },
    ]);
    expect(all.input - some.input).toBeGreaterThan(5000);
    expect((await ask([edit({ trigger: { type: "input_tokens", value: 500_000 } })])).applied).toEqual([]);
    expect((await ask([edit({ trigger: { type: "tool_uses", value: 4 } })])).applied).toEqual([]);
    expect((await ask([edit({ exclude_tools: ["Read"] })])).applied).toEqual([]);
    expect((await ask([edit({ clear_at_least: { type: "input_tokens", value: 50_000 } })])).applied).toEqual([]);
  });

  test("is counted by count_tokens, which says what it was before", async () => {
    const { ask, json, messages } = await conversation(3);
    const request = { ...ADAPTIVE, tools: TOOLS, messages };
    const before = (await ask()).input;
    const after = (await ask([edit()])).input;
    const counted = await json("/v1/messages/count_tokens", { ...request, context_management: { edits: [edit()] } });
    expect(JSON.parse(counted.text)).toEqual({
      input_tokens: after,
      context_management: { original_input_tokens: before },
    });
  });

  test("stands in the end of a stream too", async () => {
    const { ask, messages } = await conversation(3);
    const body = { ...ADAPTIVE, max_tokens: 100, tools: TOOLS, messages, context_management: { edits: [edit()] } };
    const { applied } = await ask([edit()]);
    const lab = testLab();
    const { text } = await lab.ask("/v1/messages", { ...body, stream: true });
    const delta = /^data: (\{"type":"message_delta".*)$/m.exec(text)?.[1] ?? "{}";
    expect(JSON.parse(delta)).toMatchObject({ context_management: { applied_edits: applied } });
  });
});

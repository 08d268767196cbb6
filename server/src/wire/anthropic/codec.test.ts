import { describe, expect, test } from "bun:test";
import { readStream, readValue } from "../codec-suite/reading.ts";
import { codecSuite } from "../codec-suite/codec-suite.ts";
import { scanBody } from "../json/scan.ts";
import { spliceBytes } from "../json/splice.ts";
import { anthropicMessages } from "./codec.ts";
import { sse, write } from "./fixtures/answers.ts";

const encode = (text: string) => new TextEncoder().encode(text);

const TOOLS = [
  { name: "read_file", input_schema: { type: "object" } },
  { name: "edit_file", description: "edits", input_schema: { type: "object" }, cache_control: { type: "ephemeral" } },
];

const ANSWER = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-opus-4-6",
  content: [
    { type: "thinking", thinking: "hm", signature: "c2ln" },
    { type: "redacted_thinking", data: "b3BhcXVl" },
    { type: "text", text: "Let me look. é😀" },
    { type: "tool_use", id: "toolu_1", name: "read_file", input: { path: "a.ts" } },
  ],
  stop_reason: "tool_use",
  stop_sequence: null,
  usage: {
    input_tokens: 10,
    cache_read_input_tokens: 1000,
    cache_creation_input_tokens: 250,
    cache_creation: { ephemeral_5m_input_tokens: 50, ephemeral_1h_input_tokens: 200 },
    output_tokens: 90,
    service_tier: "standard",
  },
  context_management: {
    applied_edits: [
      { type: "clear_thinking_20251015", cleared_thinking_turns: 2, cleared_input_tokens: 9300 },
      { type: "clear_tool_uses_20250919", cleared_tool_uses: 8, cleared_input_tokens: 50_000 },
    ],
  },
  diagnostics: { cache_miss_reason: { type: "tools_changed" } },
};

const STREAM = sse(
  {
    type: "message_start",
    message: {
      ...ANSWER,
      content: [],
      stop_reason: null,
      usage: { ...ANSWER.usage, output_tokens: 1 },
      context_management: null,
    },
  },
  { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "", signature: "" } },
  { type: "ping" },
  { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "hm" } },
  { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "c2ln" } },
  { type: "content_block_stop", index: 0 },
  { type: "content_block_start", index: 1, content_block: ANSWER.content[1] },
  { type: "content_block_start", index: 2, content_block: { type: "text", text: "" } },
  { type: "content_block_delta", index: 2, delta: { type: "text_delta", text: "Let me look. " } },
  { type: "content_block_delta", index: 2, delta: { type: "text_delta", text: "é😀" } },
  { type: "brand_new_event", index: 2 },
  { type: "content_block_start", index: 3, content_block: { ...ANSWER.content[3], input: {} } },
  { type: "content_block_delta", index: 3, delta: { type: "input_json_delta", partial_json: '{"path":"a.ts"}' } },
  {
    type: "message_delta",
    delta: { stop_reason: "tool_use", stop_sequence: null },
    usage: { output_tokens: 90 },
    context_management: ANSWER.context_management,
  },
  { type: "message_stop" },
);

const CLIENT_TURN = [
  { role: "user", content: [{ type: "text", text: "look at a.ts" }] },
  {
    role: "assistant",
    content: [
      { type: "thinking", thinking: "hm", signature: "c2ln" },
      { type: "redacted_thinking", data: "b3BhcXVl" },
      { type: "text", text: "Let me look. é😀\n" },
      { type: "tool_use", id: "toolu_1", name: "read_file", input: { path: "a.ts" } },
    ],
  },
  { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_1", content: "export {}" }] },
];

codecSuite("Anthropic Messages", () => anthropicMessages, {
  fullRequest: {
    model: "claude-opus-4-6",
    max_tokens: 32_000,
    temperature: 1,
    thinking: { type: "enabled", budget_tokens: 4096 },
    output_config: { effort: "medium", format: { type: "json_schema", schema: { type: "object" } } },
    context_management: {
      edits: [
        { type: "clear_thinking_20251015", keep: { type: "thinking_turns", value: 1 } },
        {
          type: "clear_tool_uses_20250919",
          trigger: { type: "input_tokens", value: 30_000 },
          keep: { type: "tool_uses", value: 3 },
        },
      ],
    },
    system: [{ type: "text", text: "You are a very careful agent." }],
    tools: TOOLS,
    messages: CLIENT_TURN,
    stream: true,
  },
  fields: {
    model: "claude-opus-4-6",
    max_tokens: 32_000,
    temperature: 1,
    thinking: "enabled:4096",
    effort: "medium",
    cache_ttl: "5m",
    context_edits: "clear_thinking(keep=1); clear_tool_uses(keep=3,trigger=30000)",
    response_format: expect.stringMatching(/^json_schema:sha256:[0-9a-f]{64}$/),
  },
  systemText: "You are a very careful agent.",
  asked: {
    question: "look at a.ts",
    tools: [
      { name: "read_file", schema: { type: "object" } },
      { name: "edit_file", schema: { type: "object" } },
    ],
  },
  bareRequest: { messages: [{ role: "user", content: "hi" }] },
  fill: {
    values: {
      model: "m",
      effort: "high",
      thinking: "enabled:2048",
      max_tokens: 100,
      temperature: 0.5,
      contextEdits: [
        { type: "clear_thinking", keep: "all" },
        { type: "clear_tool_uses", keep: 3, trigger: 30_000 },
        { type: "compact" },
      ],
      betas: ["context-management-2025-06-27", "other"],
      system: 'Be "good".',
    },
    request: {
      messages: [{ role: "user", content: "hi" }],
      model: "m",
      max_tokens: 100,
      temperature: 0.5,
      thinking: { type: "enabled", budget_tokens: 2048 },
      system: 'Be "good".',
      output_config: { effort: "high" },
      context_management: {
        edits: [
          { type: "clear_thinking_20251015", keep: "all" },
          {
            type: "clear_tool_uses_20250919",
            trigger: { type: "input_tokens", value: 30_000 },
            keep: { type: "tool_uses", value: 3 },
          },
          { type: "compact_20260112" },
        ],
      },
    },
  },
  unplaced: [],
  wrongTypes: [
    ["model", 7],
    ["messages", "hi"],
    ["messages", null],
    ["messages", [7]],
    ["max_tokens", "100"],
    ["temperature", []],
    ["stream", "yes"],
    ["system", 7],
    ["tools", {}],
    ["thinking", "adaptive"],
    ["output_config", "high"],
    ["context_management", []],
  ],
  answer: {
    body: ANSWER,
    stream: STREAM,
    facts: {
      id: "msg_1",
      model: "claude-opus-4-6",
      fields: { cache_ttl: "1h" },
      usage: { input: 1260, output: 90, cacheRead: 1000, cacheWrite5m: 50, cacheWrite1h: 200, cacheWriteOther: 0 },
      serviceTier: "standard",
      finishReason: "tool_use",
      appliedEdits: ["clear_thinking(turns=2,tokens=9300)", "clear_tool_uses(tool_uses=8,tokens=50000)"],
      toolCalls: [{ id: "toolu_1", name: "read_file" }],
      textLength: 16,
      cacheMissReason: "tools_changed",
      complete: true,
    },
  },
  returned: [
    {
      message: {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "a", content: "x" },
          { type: "tool_result", tool_use_id: "b", is_error: true, content: "no such file" },
          { type: "text", text: "<system-reminder>mind the todo list</system-reminder>" },
        ],
      },
      results: [false, true],
    },
  ],
  write,
  errorType: (envelope) => (envelope as { error?: { type?: string } }).error?.type,
});

const BARE = { messages: [{ role: "user", content: "hi" }] };

describe("requests of Claude Code", () => {
  const user = { user_id: JSON.stringify({ device_id: "d", session_id: "11111111-2222-3333-4444-555555555555" }) };
  const agent = "claude-cli/2.1.330 (external, cli)";

  test("name their session in a header or in the user id", () => {
    const byBody = readValue(anthropicMessages, { ...BARE, metadata: user }, { "user-agent": agent });
    expect(byBody.hints).toEqual({
      client: "claude-code",
      clientVersion: "2.1.330",
      conversation: "11111111-2222-3333-4444-555555555555",
    });
    const byHeader = readValue(
      anthropicMessages,
      { ...BARE, metadata: user },
      {
        "user-agent": agent,
        "x-claude-code-session-id": "header-wins",
        "x-claude-code-agent-id": "a1",
        "x-claude-code-parent-agent-id": "p1",
        "x-claude-code-request-class": "compaction",
      },
    );
    expect(byHeader.hints).toMatchObject({
      conversation: "header-wins",
      agent: "a1",
      parentAgent: "p1",
      requestClass: "compaction",
    });
    const old = { user_id: "user_ab_account__session_11111111-2222-3333-4444-555555555555" };
    expect(readValue(anthropicMessages, { ...BARE, metadata: old }, { "user-agent": agent }).hints.conversation).toBe(
      "11111111-2222-3333-4444-555555555555",
    );
  });

  test("are the only ones whose user id means a conversation", () => {
    const facts = readValue(anthropicMessages, { ...BARE, metadata: user }, { "user-agent": "Anthropic/JS 0.71.2" });
    expect(facts.hints).toEqual({ client: "anthropic-node", clientVersion: "0.71.2" });
  });

  test("may set the effort by turn, with an entry that says nothing else", () => {
    const facts = readValue(anthropicMessages, {
      output_config: { effort: "high" },
      messages: [
        { role: "user", content: "hi" },
        { role: "system", content: [], output_config: { effort: "low" } },
        { role: "user", content: "go" },
      ],
    });
    expect(facts.fields.effort).toBe("low");
    expect(facts.messages.map((message) => message.role)).toEqual(["user", "system", "user"]);
    expect(facts.messages.map((message) => message.turn)).toEqual([true, false, true]);
  });

  test("have results of tools with reminders beside them, in which nobody spoke", () => {
    const result = { type: "tool_result", tool_use_id: "t", content: "x" };
    const reminder = { type: "text", text: "<system-reminder>\nthe date\n</system-reminder>" };
    const turn = (...content: unknown[]) =>
      readValue(anthropicMessages, { messages: [{ role: "user", content }] }).messages[0]?.turn;
    expect(turn(result)).toBe(false);
    expect(turn(result, reminder)).toBe(false);
    expect(turn(reminder, { type: "text", text: "fix it" })).toBe(true);
    expect(turn(result, { type: "text", text: "no, stop" })).toBe(true);
    expect(turn({ type: "image", source: {} })).toBe(true);
  });

  test("list their betas in any order", () => {
    expect(readValue(anthropicMessages, BARE, { "anthropic-beta": "b-2, a-1,,b-2" }).fields.betas).toBe("a-1,b-2");
  });
});

describe("what Anthropic requests ask for", () => {
  test("is the longest cache life of all marks, wherever they stand", () => {
    const mark = (ttl?: string) => ({ cache_control: { type: "ephemeral", ...(ttl === undefined ? {} : { ttl }) } });
    const ttl = (request: object) => readValue(anthropicMessages, { ...BARE, ...request }).fields.cache_ttl;
    expect(ttl({})).toBeUndefined();
    expect(ttl({ system: [{ type: "text", text: "s", ...mark() }] })).toBe("5m");
    expect(ttl({ tools: [{ name: "t", ...mark("1h") }], system: [{ type: "text", text: "s", ...mark() }] })).toBe("1h");
    expect(ttl(mark("1h"))).toBe("1h");
    const result = { type: "tool_result", tool_use_id: "t", content: [{ type: "text", text: "x", ...mark("1h") }] };
    expect(ttl({ messages: [{ role: "user", content: [result] }] })).toBe("1h");
  });

  test("may be explicitly no context edits, which is not the same as saying nothing", () => {
    const edits = (context_management: unknown) =>
      readValue(anthropicMessages, { ...BARE, context_management }).fields.context_edits;
    expect(edits({ edits: [] })).toBe("");
    expect(edits(null)).toBeUndefined();
    expect(edits({ edits: [{ type: "clear_thinking_20251015", keep: "all" }] })).toBe("clear_thinking(keep=all)");
  });

  test("includes a forced tool", () => {
    const choice = (tool_choice: unknown) => readValue(anthropicMessages, { ...BARE, tool_choice }).toolChoice;
    expect(choice({ type: "tool", name: "edit" })).toBe("tool:edit");
    expect(choice({ type: "any" })).toBe("any");
    expect(choice(undefined)).toBeUndefined();
  });
});

describe("canonical Anthropic messages", () => {
  const digest = (message: unknown) => readValue(anthropicMessages, { messages: [message] }).messages[0]?.digest;

  test("take the result of a tool as text or as one block", () => {
    const result = (content: unknown) =>
      digest({ role: "user", content: [{ type: "tool_result", tool_use_id: "t", content }] });
    const mark = { cache_control: { type: "ephemeral" } };
    expect(result("x")).toBe(result([{ type: "text", text: "x", ...mark }]));
    expect(result("x")).not.toBe(result("y")!);
  });

  test("leave arguments of tools as they are, but for the order of their keys", () => {
    const call = (input: unknown) =>
      digest({ role: "assistant", content: [{ type: "tool_use", id: "t", name: "n", input }] });
    expect(call({ a: 1, b: 2 })).toBe(call({ b: 2, a: 1 }));
    expect(call({ a: 1 })).not.toBe(call({ a: 1, cache_control: { type: "ephemeral" } })!);
  });
});

describe("filling Anthropic requests", () => {
  test("goes inside an object that is already there", () => {
    for (const [before, after] of [
      [
        '{"output_config":{"format":{"type":"text"}},"n":1.50}',
        '{"output_config":{"effort":"high","format":{"type":"text"}},"n":1.50}',
      ],
      ['{ "output_config" : { } }', '{ "output_config" : {"effort":"high" } }'],
      ["{ }", '{"output_config":{"effort":"high"} }'],
    ] as const) {
      const bytes = encode(before);
      const fill = anthropicMessages.fill(scanBody(bytes), { effort: "high" });
      expect(new TextDecoder().decode(spliceBytes(bytes, fill.splices))).toBe(after);
    }
  });

  test("does not write a key twice inside an object", () => {
    const body = scanBody(encode('{"output_config":{"effort":null},"context_management":{"edits":[]}}'));
    const fill = anthropicMessages.fill(body, { effort: "high", contextEdits: [{ type: "compact" }] });
    expect(fill).toEqual({ splices: [], headers: {}, unplaced: ["effort", "contextEdits"] });
  });

  test("does not replace a null, and says so", () => {
    expect(anthropicMessages.fill(scanBody(encode('{"output_config":null}')), { effort: "high" })).toEqual({
      splices: [],
      headers: {},
      unplaced: ["effort"],
    });
  });

  test("sets the betas of the contract and no others", () => {
    const body = scanBody(encode("{}"));
    expect(anthropicMessages.fill(body, { betas: ["a", "b"] }).headers).toEqual({ "anthropic-beta": "a,b" });
    expect(anthropicMessages.fill(body, { contextEdits: [{ type: "clear_thinking", keep: "all" }] }).headers).toEqual(
      {},
    );
  });
});

describe("streams of Anthropic", () => {
  const start = (id: string, model: string) => ({
    type: "message_start",
    message: { id, model, content: [], usage: { input_tokens: 5, output_tokens: 1 } },
  });
  const text = (text: string) => [
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text } },
  ];
  const read = (...events: { type: string; [member: string]: unknown }[]) =>
    readStream(anthropicMessages, encode(sse(...events)));

  test("may begin a second message, which replaces the first; that it happened is kept", () => {
    const facts = read(start("msg_1", "a"), ...text("gone"), start("msg_2", "b"), ...text("here!"), {
      type: "message_stop",
    });
    expect(facts).toMatchObject({ id: "msg_2", model: "b", textLength: 5, complete: true });
    expect(facts.iterations).toEqual([{ type: "abandoned_message", model: "a" }]);
  });

  test("may hold several whole messages, which are one answer", () => {
    const use = { type: "tool_use", id: "toolu_1", name: "roll", input: {} };
    const facts = read(
      start("msg_1", "a"),
      ...text("one"),
      { type: "message_delta", delta: { stop_reason: "tool_use" }, usage: { output_tokens: 10 } },
      { type: "message_stop" },
      { type: "message_start", message: { id: "msg_2", model: "a", content: [use], stop_reason: "tool_use" } },
      { type: "message_stop" },
      start("msg_3", "b"),
      ...text("three"),
      { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 20 } },
      { type: "message_stop" },
    );
    expect(facts).toMatchObject({ id: "msg_3", model: "b", finishReason: "end_turn", textLength: 8, complete: true });
    expect(facts.toolCalls).toEqual([{ id: "toolu_1", name: "roll" }]);
    expect(facts.usage).toMatchObject({ input: 10, output: 30 });
    expect(facts.iterations).toEqual([
      { type: "message", model: "a" },
      { type: "message", model: "a" },
    ]);
  });

  test("that begin another message and are cut are not complete", () => {
    const reader = anthropicMessages.openStream();
    reader.push(encode(sse(start("msg_1", "a"), { type: "message_stop" })));
    expect(reader.terminal).toBe(true);
    reader.push(encode(sse(start("msg_2", "a"))));
    reader.end();
    expect(reader.terminal).toBe(false);
    expect(reader.facts().complete).toBe(false);
  });

  test("may announce the same message twice, which changes nothing", () => {
    const once = read(start("msg_1", "a"), ...text("here"), { type: "message_stop" });
    expect(read(start("msg_1", "a"), start("msg_1", "a"), ...text("here"), { type: "message_stop" })).toEqual(once);
    expect(read(start("msg_1", "a"), ...text("here"), start("msg_1", "a"), { type: "message_stop" })).toEqual(once);
  });

  test("tell of a fallback only at their end, and it is what answered", () => {
    const reader = anthropicMessages.openStream();
    reader.push(encode(sse(start("msg_1", "asked-for"), ...text("x"))));
    expect(reader.modelKnown).toBe(true);
    expect(reader.facts().model).toBe("asked-for");
    const iterations = [
      { type: "message", model: "asked-for", input_tokens: 5, output_tokens: 1 },
      { type: "fallback_message", model: "cheaper", input_tokens: 7, cache_read_input_tokens: 3, output_tokens: 20 },
    ];
    reader.push(
      encode(
        sse({ type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 20, iterations } }),
      ),
    );
    expect(reader.terminal).toBe(false);
    reader.push(encode(sse({ type: "message_stop" })));
    expect(reader.terminal).toBe(true);
    const facts = reader.facts();
    expect(facts.model).toBe("cheaper");
    expect(facts.iterations.map((iteration) => iteration.type)).toEqual(["message", "fallback_message"]);
    expect(facts.usage).toMatchObject({ input: 15, output: 21, cacheRead: 3 });
  });

  test("end with an error event, after which nothing is missing but the answer", () => {
    const error = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
    const facts = read(start("msg_1", "a"), ...text("half"), error);
    expect(facts).toMatchObject({ error: { type: "overloaded_error", message: "Overloaded" }, complete: true });
    expect(facts.finishReason).toBeUndefined();
    const alone = anthropicMessages.openStream();
    alone.push(encode(sse(error)));
    expect(alone.modelKnown).toBe(true);
  });
});

import { describe, expect, test } from "bun:test";
import { BellwetherError } from "../../core/error.ts";
import { readStream, readValue } from "../codec-suite/reading.ts";
import { codecSuite } from "../codec-suite/codec-suite.ts";
import { scanBody } from "../json/scan.ts";
import { spliceBytes } from "../json/splice.ts";
import { openAiResponses } from "./codec.ts";
import { ANSWER, call, created, event, ITEMS, message, reasoning, STREAM, sse, tool } from "./fixtures/answer.ts";
import { write } from "./fixtures/said.ts";

const encode = (text: string) => new TextEncoder().encode(text);

codecSuite("OpenAI Responses", () => openAiResponses, {
  wording: { key: "input" },
  fullRequest: {
    model: "gpt-5.5",
    max_output_tokens: 9000,
    temperature: 0.2,
    reasoning: { effort: "xhigh", summary: "auto" },
    prompt_cache_retention: "24h",
    context_management: [{ type: "compaction", compact_threshold: 90_000 }],
    text: { format: { type: "json_schema", name: "n", schema: { type: "object" } } },
    tools: [tool("read"), tool("edit"), { type: "web_search" }],
    instructions: "You are a very careful agent.",
    input: [
      { role: "developer", content: [{ type: "input_text", text: "Answer in full sentences." }] },
      { role: "user", content: "look" },
      ...ITEMS,
      { type: "function_call_output", call_id: "call_1", output: "x" },
    ],
    stream: true,
  },
  fields: {
    model: "gpt-5.5",
    max_tokens: 9000,
    temperature: 0.2,
    effort: "xhigh",
    cache_ttl: "24h",
    context_edits: "compact(trigger=90000)",
    response_format: expect.stringMatching(/^json_schema:sha256:[0-9a-f]{64}$/),
  },
  systemText: "You are a very careful agent.\n\nAnswer in full sentences.",
  asked: {
    question: "look",
    tools: [
      { name: "read", schema: { type: "object" } },
      { name: "edit", schema: { type: "object" } },
      { name: "web_search" },
    ],
  },
  bareRequest: { input: [{ role: "user", content: "hi" }] },
  fill: {
    values: { model: "m", effort: "high", max_tokens: 100, temperature: 0.5, system: 'Be "good".' },
    request: {
      model: "m",
      reasoning: { effort: "high" },
      max_output_tokens: 100,
      temperature: 0.5,
      instructions: 'Be "good".',
      input: [{ role: "user", content: "hi" }],
    },
  },
  unplaced: ["thinking", "contextEdits", "betas"],
  wrongTypes: [
    ["model", 7],
    ["input", 7],
    ["input", ["hi"]],
    ["instructions", ["be good"]],
    ["max_output_tokens", "100"],
    ["temperature", {}],
    ["stream", 1],
    ["tools", {}],
    ["reasoning", "high"],
    ["reasoning", { effort: 3 }],
    ["text", "json"],
    ["context_management", {}],
  ],
  answer: {
    body: ANSWER,
    stream: STREAM,
    facts: {
      id: "resp_1",
      model: "gpt-5.5-2026-01-01",
      fields: { effort: "xhigh", max_tokens: 9000, temperature: 1, cache_ttl: "24h", response_format: "text" },
      usage: {
        input: 100,
        output: 40,
        cacheRead: 64,
        cacheWrite5m: 0,
        cacheWrite1h: 0,
        cacheWriteOther: 12,
        reasoning: 16,
      },
      serviceTier: "default",
      finishReason: "completed",
      appliedEdits: ["reasoning(action=removed,reason=model_switch)"],
      cacheMissReason: "prefix_changed",
      toolCalls: [
        { id: "call_1", name: "read" },
        { id: "call_2", name: "shell" },
      ],
      textLength: 16,
      complete: true,
    },
  },
  returned: [
    { message: { type: "function_call_output", call_id: "a", output: "no such file" }, results: [undefined] },
    { message: { type: "custom_tool_call_output", call_id: "a", output: "x" }, results: [undefined] },
  ],
  write,
  errorType: (envelope) => (envelope as { error?: { type?: string } }).error?.type,
});

const read = (...events: readonly unknown[]) => readStream(openAiResponses, encode(sse(...events)));
const body = (value: unknown, status = 200) => openAiResponses.readResponse(encode(JSON.stringify(value)), status);
const request = (value: object) => readValue(openAiResponses, value);

describe("requests of OpenAI Responses", () => {
  test("may have one text as input, which is a message of the user", () => {
    const text = request({ input: "hi" });
    const list = request({ input: [{ type: "message", role: "user", content: [{ type: "input_text", text: "hi" }] }] });
    expect(text.messages.map(({ digest }) => digest)).toEqual(list.messages.map(({ digest }) => digest));
    expect(text.messages[0]).toMatchObject({ role: "user", turn: true });
    expect(request({ input: null }).messages).toEqual([]);
    expect(request({ previous_response_id: "resp_0" }).messages).toEqual([]);
  });

  test("have instructions before the messages that instruct", () => {
    const facts = request({
      instructions: "a",
      input: [
        { role: "developer", content: "b" },
        { role: "user", content: "c" },
        { role: "system", content: "d" },
      ],
    });
    expect(facts.system).toEqual([{ text: "a" }, { text: "b" }, { text: "d" }]);
    expect(facts.messages.map(({ role }) => role)).toEqual(["system", "user", "system"]);
    expect(facts.prefixBytes).not.toBe(request({ instructions: "b", input: "c" }).prefixBytes);
  });

  test("have items of many kinds, whose roles are those of who made them", () => {
    const roles = (...input: readonly object[]) => request({ input }).messages.map(({ role }) => role);
    expect(roles(reasoning("e"), call("c", "f"), { type: "compaction", encrypted_content: "x" })).toEqual([
      "assistant",
      "assistant",
      "assistant",
    ]);
    expect(roles({ type: "item_reference", id: "msg_1" }, { type: "brand_new_2040" })).toEqual([
      "assistant",
      "assistant",
    ]);
    const results = [
      { type: "function_call_output", call_id: "c", output: "x" },
      { type: "custom_tool_call_output", call_id: "c", output: [{ type: "input_text", text: "x" }] },
      { type: "mcp_approval_response", approval_request_id: "a", approve: true },
    ];
    expect(roles(...results)).toEqual(["tool", "tool", "tool"]);
    expect(request({ input: results }).messages.some(({ turn }) => turn)).toBe(false);
  });

  test("force tools, whose built-in ones go by their type", () => {
    const facts = request({
      tools: [tool("read"), { type: "web_search" }, { type: "custom", name: "patch" }],
      tool_choice: { type: "function", name: "read" },
    });
    expect(facts.tools.map(({ name }) => name)).toEqual(["read", "web_search", "patch"]);
    const servers = ["docs", "tickets"].map((label) => ({ type: "mcp", server_label: label, server_url: "https://x" }));
    expect(request({ tools: servers }).tools.map(({ name }) => name)).toEqual(["mcp:docs", "mcp:tickets"]);
    expect(facts.toolChoice).toBe("tool:read");
    expect(request({ tool_choice: "required" }).toolChoice).toBe("any");
    expect(request({ tool_choice: { type: "allowed_tools", mode: "auto", tools: [] } }).toolChoice).toBe("auto");
    expect(request({ tool_choice: { type: "web_search" } }).toolChoice).toBe("web_search");
  });

  test("say which context edits they allow, and none where they say none", () => {
    const edits = (value: object) => request(value).fields.context_edits;
    expect(edits({ context_management: [] })).toBe("");
    expect(edits({ context_management: [{ type: "compaction" }] })).toBe("compact");
    expect(edits({ truncation: "auto" })).toBeUndefined();
  });

  test("mean the same item whether or not it has the id and the status of the answer that brought it", () => {
    const digest = (item: object) => request({ input: [item] }).messages[0]?.digest;
    for (const item of [message("a"), call("c", "f"), reasoning("opaque")] as readonly Record<string, unknown>[]) {
      const { id: _id, status: _status, ...bare } = item;
      expect(digest(bare)).toBe(digest(item));
    }
    expect(digest(call("c", "f"))).not.toBe(digest(call("c", "g")));
    expect(digest({ type: "item_reference", id: "a" })).not.toBe(digest({ type: "item_reference", id: "b" }));
  });
});

describe("answers of OpenAI Responses", () => {
  const half = [
    created,
    event("response.output_item.added", { output_index: 0, item: { ...message(""), content: [] } }),
    event("response.output_text.delta", { output_index: 0, delta: "I will " }),
  ];

  test("that are cut have the pieces that came, and no end", () => {
    const cut = read(...half);
    expect(cut).toMatchObject({ id: "resp_1", model: "gpt-5.5-2026-01-01", textLength: 7, complete: false });
    expect(cut.finishReason).toBeUndefined();
    const done = read(...half, event("response.output_item.done", { output_index: 1, item: call("call_9", "f") }));
    expect(done.toolCalls).toEqual([{ id: "call_9", name: "f" }]);
  });

  test("have the items of their events where the final response has none", () => {
    const facts = read(
      created,
      event("response.output_item.done", { output_index: 0, item: message("whole") }),
      event("response.completed", { response: { ...ANSWER, output: [] } }),
    );
    expect(facts).toMatchObject({ textLength: 5, finishReason: "completed", complete: true });
  });

  test("that are incomplete say why", () => {
    const response = { ...ANSWER, status: "incomplete", incomplete_details: { reason: "max_output_tokens" } };
    expect(read(created, event("response.incomplete", { response }))).toMatchObject({
      finishReason: "max_output_tokens",
      complete: true,
    });
    expect(body(response).finishReason).toBe("max_output_tokens");
  });

  test("that failed are errors, whole and streamed", () => {
    const response = { ...ANSWER, status: "failed", output: [], error: { code: "server_error", message: "m" } };
    const error = { type: "server_error", message: "m" };
    expect(body(response)).toMatchObject({ error, complete: true });
    const failed = read(created, event("response.failed", { response }));
    expect(failed).toMatchObject({ error, complete: true });
    expect(failed.finishReason).toBeUndefined();
  });

  test("that are still made in the background are not complete", () => {
    for (const status of ["queued", "in_progress"]) {
      const facts = body({ ...ANSWER, status, output: [] });
      expect([facts.complete, facts.underWay]).toEqual([false, true]);
      expect(facts.finishReason).toBeUndefined();
    }
  });

  test("may end in an error event, flat or nested", () => {
    const flat = read(...half, { type: "error", code: "rate_limit_exceeded", message: "m", sequence_number: 3 });
    expect(flat).toMatchObject({ error: { type: "rate_limit_exceeded", message: "m" }, complete: true });
    const nested = read(...half, { type: "error", error: { type: "server_error", code: null, message: "m" } });
    expect(nested).toMatchObject({ error: { type: "server_error", message: "m" }, complete: true });
    expect(read(...half, { error: { type: "t", message: "m" } }).error).toEqual({ type: "t", message: "m" });
  });

  test("do not name the model before an event names it, and end without [DONE]", () => {
    const reader = openAiResponses.openStream();
    reader.push(encode(sse(event("response.created", { response: { id: "resp_1", model: "", output: [] } }))));
    expect(reader.modelKnown).toBe(false);
    reader.push(encode(sse(created)));
    expect(reader.modelKnown).toBe(true);
    expect(reader.terminal).toBe(false);
    reader.push(encode(sse(event("response.completed", { response: ANSWER }))));
    expect(reader.terminal).toBe(true);
    reader.push(encode(sse(created)));
    expect(reader.terminal).toBe(false);
  });

  test("tell of all models that they named", () => {
    const facts = read(created, event("response.completed", { response: { ...ANSWER, model: "other" } }));
    expect(facts.model).toBe("other");
    expect(facts.iterations.map(({ model }) => model)).toEqual(["gpt-5.5-2026-01-01", "other"]);
  });

  test("count what the provider ran by itself as no call of the client", () => {
    const output = [
      { id: "ws_1", type: "web_search_call", status: "completed" },
      { type: "custom_tool_call", call_id: "c", name: "patch", input: "x" },
      { type: "shell_call", call_id: "s", action: { commands: ["ls"] } },
      { type: "shell_call_output", call_id: "s", output: [] },
    ];
    expect(body({ ...ANSWER, output }).toolCalls).toEqual([{ id: "c", name: "patch" }]);
  });
});

describe("reasoning that comes back in a later input", () => {
  test("is what the provider keeps, or what is encrypted", () => {
    const plain = { id: "rs_9", type: "reasoning", summary: [] };
    const output = [plain, { ...reasoning("sealed"), id: "rs_8" }];
    const all = body({ ...ANSWER, store: true, output });
    expect(all.reasoning).toHaveLength(2);
    expect(all.returnable).toBeUndefined();
    expect(body({ ...ANSWER, store: false, output }).returnable).toEqual(all.reasoning.slice(1));
    expect(body({ ...ANSWER, store: false, output: [plain] }).returnable).toEqual([]);
  });

  test("has the same reasoning as was streamed, though the final response encrypts it anew", () => {
    const streamed = read(
      created,
      event("response.output_item.added", { output_index: 0, item: reasoning("at the start") }),
      event("response.output_item.done", { output_index: 0, item: reasoning("when done") }),
      event("response.completed", { response: { ...ANSWER, output: [reasoning("in the end")] } }),
    ).reasoning;
    expect(streamed).toEqual(request({ input: [reasoning("when done")] }).messages[0]?.reasoning ?? []);
    const kept = { id: "rs_9", type: "reasoning", summary: [] };
    const reference = { type: "item_reference", id: "rs_9" };
    expect(request({ input: [reference] }).messages[0]?.reasoning).toEqual(body({ output: [kept] }).reasoning);
  });
});

describe("what is written in the format of OpenAI Responses", () => {
  test("puts the effort into the reasoning that a request has", () => {
    for (const [before, after] of [
      ['{"reasoning":{"summary":"auto"}}', '{"reasoning":{"effort":"high","summary":"auto"}}'],
      ['{"reasoning": {} }', '{"reasoning": {"effort":"high"} }'],
      ['{"n":1}', '{"reasoning":{"effort":"high"},"n":1}'],
    ] as const) {
      const bytes = encode(before);
      const fill = openAiResponses.fill(scanBody(bytes), { effort: "high" });
      expect(new TextDecoder().decode(spliceBytes(bytes, fill.splices))).toBe(after);
    }
  });

  test("is an error event that OpenAI's SDKs raise: it has that name, and a truthy error", () => {
    const text = String(openAiResponses.errorEvent(new BellwetherError("upstream_cut", "cut"), "id-1"));
    expect(text).toStartWith("event: error\ndata: {");
    expect(JSON.parse(text.slice(text.indexOf("{")))).toMatchObject({ type: "error", error: { message: "cut" } });
  });
});

describe("a request of Codex", () => {
  const hintsOf = (headers: Readonly<Record<string, string>>) =>
    readValue(
      openAiResponses,
      { model: "gpt-5.5", input: "hi" },
      { "user-agent": "codex_exec/0.169.0 (Debian; x86_64)", ...headers },
    ).hints;
  const MAIN = { "session-id": "s", "thread-id": "s" };

  test("belongs to the session that the user speaks to, also where a sub-agent sends it", () => {
    expect(hintsOf(MAIN)).toEqual({ client: "codex", clientVersion: "0.169.0", conversation: "s" });
    const agent = {
      "session-id": "s",
      "thread-id": "t",
      "x-codex-parent-thread-id": "s",
      "x-openai-subagent": "review",
    };
    expect(hintsOf(agent)).toMatchObject({ conversation: "s", agent: "t", requestClass: "review" });
    expect(hintsOf(agent).parentAgent).toBeUndefined();
    const nested = { ...agent, "thread-id": "u", "x-codex-parent-thread-id": "t" };
    expect(hintsOf(nested)).toMatchObject({ conversation: "s", agent: "u", parentAgent: "t" });
  });

  test("is told to be a compaction by the kind that it says", () => {
    const metadata = (kind: string) => ({ "x-codex-turn-metadata": JSON.stringify({ request_kind: kind }) });
    expect(hintsOf({ ...MAIN, ...metadata("compaction") }).requestClass).toBe("compaction");
    expect(hintsOf({ ...MAIN, ...metadata("turn") }).requestClass).toBeUndefined();
    expect(hintsOf({ ...MAIN, "x-codex-turn-metadata": "{" }).requestClass).toBeUndefined();
  });
});

import { describe, expect, test } from "bun:test";
import { readStream, readValue } from "../codec-suite/reading.ts";
import { codecSuite } from "../codec-suite/codec-suite.ts";
import { scanBody } from "../json/scan.ts";
import { spliceBytes } from "../json/splice.ts";
import { openAiChat } from "./codec.ts";
import { sse, write } from "./fixtures/answers.ts";

const encode = (text: string) => new TextEncoder().encode(text);

const tool = (name: string) => ({ type: "function", function: { name, parameters: { type: "object" } } });
const call = (id: string, name: string) => ({ id, type: "function", function: { name, arguments: '{"a":1}' } });

const ANSWER = {
  id: "chatcmpl-1",
  object: "chat.completion",
  model: "gpt-5.5-2026-01-01",
  system_fingerprint: "fp_1",
  service_tier: "default",
  choices: [
    {
      index: 0,
      message: {
        role: "assistant",
        content: "I will look. é😀",
        reasoning_content: "hm, well",
        tool_calls: [call("call_1", "read"), call("call_2", "edit")],
      },
      finish_reason: "tool_calls",
    },
  ],
  usage: {
    prompt_tokens: 100,
    completion_tokens: 40,
    total_tokens: 140,
    prompt_tokens_details: { cached_tokens: 64, cache_write_tokens: 12 },
    completion_tokens_details: { reasoning_tokens: 16 },
  },
};

const chunk = (delta: unknown, more: object = {}, choice: object = {}) => ({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  model: "gpt-5.5-2026-01-01",
  service_tier: "default",
  choices: [{ index: 0, delta, finish_reason: null, ...choice }],
  usage: null,
  ...more,
});

const piece = (index: number, more: object) => ({ tool_calls: [{ index, ...more }] });

const STREAM = sse(
  { id: "", object: "", model: "", choices: [], prompt_filter_results: [] },
  chunk({ role: "assistant", content: "" }),
  chunk({ reasoning_content: "hm, " }),
  chunk({ reasoning_content: "well" }),
  chunk({ content: "I will look. " }),
  chunk({ content: "é😀" }),
  chunk(piece(0, { id: "call_1", type: "function", function: { name: "read", arguments: "" } })),
  chunk(piece(0, { id: "", function: { arguments: '{"a":' } })),
  chunk(piece(0, { function: { name: "", arguments: "1}" } })),
  chunk(piece(1, { id: "call_2", type: "function", function: { name: "edit", arguments: '{"a":1}' } })),
  chunk({}, {}, { finish_reason: "tool_calls" }),
  { ...chunk({}), choices: [], usage: ANSWER.usage, system_fingerprint: "fp_1" },
  "[DONE]",
);

codecSuite("OpenAI Chat", () => openAiChat, {
  fullRequest: {
    model: "gpt-5.5",
    max_tokens: 5,
    max_completion_tokens: 9000,
    temperature: 0.2,
    reasoning_effort: "xhigh",
    prompt_cache_retention: "24h",
    response_format: { type: "json_schema", json_schema: { name: "n", schema: { type: "object" } } },
    tools: [tool("read"), tool("edit")],
    messages: [
      { role: "system", content: "You are a very careful agent." },
      { role: "developer", content: [{ type: "text", text: "Answer in full sentences." }] },
      { role: "user", content: "look" },
      {
        role: "assistant",
        content: "I will look. é😀",
        tool_calls: [call("call_1", "read"), call("call_2", "edit")],
        refusal: null,
      },
      { role: "tool", tool_call_id: "call_1", content: "x" },
    ],
    stream: true,
  },
  fields: {
    model: "gpt-5.5",
    max_tokens: 9000,
    temperature: 0.2,
    effort: "xhigh",
    cache_ttl: "24h",
    response_format: expect.stringMatching(/^json_schema:sha256:[0-9a-f]{64}$/),
  },
  systemText: "You are a very careful agent.\n\nAnswer in full sentences.",
  asked: {
    question: "look",
    tools: [
      { name: "read", schema: { type: "object" } },
      { name: "edit", schema: { type: "object" } },
    ],
  },
  bareRequest: { messages: [{ role: "user", content: "hi" }] },
  fill: {
    values: { model: "m", effort: "high", max_tokens: 100, temperature: 0.5, system: 'Be "good".' },
    request: {
      model: "m",
      reasoning_effort: "high",
      max_completion_tokens: 100,
      temperature: 0.5,
      messages: [
        { role: "system", content: 'Be "good".' },
        { role: "user", content: "hi" },
      ],
    },
  },
  unplaced: ["thinking", "contextEdits", "betas"],
  wrongTypes: [
    ["model", 7],
    ["messages", "hi"],
    ["messages", null],
    ["messages", ["hi"]],
    ["max_completion_tokens", "100"],
    ["temperature", {}],
    ["stream", 1],
    ["tools", {}],
    ["functions", "f"],
    ["reasoning_effort", 3],
    ["response_format", "json"],
  ],
  answer: {
    body: ANSWER,
    stream: STREAM,
    facts: {
      id: "chatcmpl-1",
      model: "gpt-5.5-2026-01-01",
      fields: { weights: "fp_1" },
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
      finishReason: "tool_calls",
      toolCalls: [
        { id: "call_1", name: "read" },
        { id: "call_2", name: "edit" },
      ],
      textLength: 16,
      complete: true,
    },
  },
  returned: [{ message: { role: "tool", tool_call_id: "a", content: "no such file" }, results: [undefined] }],
  write,
  errorType: (envelope) => (envelope as { error?: { type?: string } }).error?.type,
});

const read = (...chunks: unknown[]) => readStream(openAiChat, encode(sse(...chunks)));
const body = (value: unknown, status = 200) => openAiChat.readResponse(encode(JSON.stringify(value)), status);

describe("requests of OpenAI Chat", () => {
  test("have system and developer messages as sections of the prompt and as messages", () => {
    const facts = readValue(openAiChat, {
      messages: [
        { role: "developer", content: "a" },
        { role: "user", content: "b" },
        { role: "system", content: "c" },
        { role: "function", name: "f", content: "d" },
      ],
    });
    expect(facts.system).toEqual([{ text: "a" }, { text: "c" }]);
    expect(facts.messages.map((message) => message.role)).toEqual(["system", "user", "system", "tool"]);
    expect(facts.messages.map((message) => message.turn)).toEqual([false, true, false, false]);
  });

  test("may offer functions in the old way, and both", () => {
    const facts = readValue(openAiChat, {
      messages: [],
      tools: [tool("new"), { type: "custom", custom: { name: "free" } }],
      functions: [{ name: "old" }],
      function_call: { name: "old" },
    });
    expect(facts.tools.map((offered) => offered.name)).toEqual(["new", "free", "old"]);
    expect(facts.toolChoice).toBe("tool:old");
    expect(JSON.parse(facts.toolsSkeleton)).toHaveLength(3);
  });

  test("force tools in several ways", () => {
    const choice = (tool_choice: unknown) => readValue(openAiChat, { messages: [], tool_choice }).toolChoice;
    expect(choice("required")).toBe("any");
    expect(choice("none")).toBe("none");
    expect(choice({ type: "function", function: { name: "f" } })).toBe("tool:f");
    expect(choice({ type: "allowed_tools", allowed_tools: { mode: "required", tools: [] } })).toBe("any");
  });

  test("carry the effort and thinking of those who speak the format their own way", () => {
    const fields = (request: object) => readValue(openAiChat, { messages: [], ...request }).fields;
    expect(fields({ reasoning: { effort: "low" } }).effort).toBe("low");
    expect(fields({ reasoning_effort: "high", reasoning: { effort: "low" } }).effort).toBe("high");
    expect(fields({ thinking: { type: "disabled" } }).thinking).toBe("disabled");
    expect(fields({ max_tokens: 7 }).max_tokens).toBe(7);
    expect(fields({ temperature: null, model: null })).toEqual({});
  });

  test("name no conversation, whatever they hold", () => {
    const facts = readValue(
      openAiChat,
      { messages: [], prompt_cache_key: "k", user: "u", metadata: { session_id: "s" } },
      { "user-agent": "AsyncOpenAI/Python 1.14.3", "session-id": "s" },
    );
    expect(facts.hints).toEqual({ client: "openai-python", clientVersion: "1.14.3" });
  });

  test("say who their client is", () => {
    const client = (agent: string) => {
      const { hints } = readValue(openAiChat, { messages: [] }, { "user-agent": agent });
      return `${hints.client} ${hints.clientVersion}`;
    };
    expect(client("OpenAI/JS 4.78.1")).toBe("openai-node 4.78.1");
    expect(client("AsyncAzureOpenAI/Python 1.3.9")).toBe("openai-python 1.3.9");
    expect(client("codex_cli_rs/0.169.0 (Debian 12; x86_64) xterm")).toBe("codex 0.169.0");
    expect(client("ai/7.0.173 ai-sdk-provider-utils/5.0.81 node.js/v20")).toBe("ai-sdk 5.0.81");
    expect(client("ai-sdk-openai/4.0.118 ai-sdk-provider-utils/5.0.81 node.js/v20")).toBe("ai-sdk 5.0.81");
    expect(client("langchainjs-openai/1.0.0 ((node/v20.20.2; linux; x64))")).toBe("langchain 1.0.0");
    expect(client("ai/5.0.1 ai-sdk/openai/2.0.3 runtime/node.js/22")).toBe("ai-sdk 2.0.3");
    expect(client("Mozilla/5.0")).toBe("undefined undefined");
  });
});

describe("answers in the format of OpenAI", () => {
  test("count reasoning on top of the completion only where the provider's own total says so", () => {
    const usage = (completion: number, total: number) =>
      body({
        choices: [],
        usage: {
          prompt_tokens: 12,
          completion_tokens: completion,
          total_tokens: total,
          completion_tokens_details: { reasoning_tokens: 290 },
        },
      }).usage?.output;
    expect(usage(1, 303)).toBe(291);
    expect(usage(300, 312)).toBe(300);
  });

  test("name cached tokens in three ways", () => {
    const cached = (more: object) =>
      body({ usage: { prompt_tokens: 9, completion_tokens: 1, ...more } }).usage?.cacheRead;
    expect(cached({ prompt_tokens_details: { cached_tokens: 4 } })).toBe(4);
    expect(cached({ prompt_cache_hit_tokens: 5, prompt_cache_miss_tokens: 4 })).toBe(5);
    expect(cached({ cached_tokens: 6 })).toBe(6);
    expect(cached({ prompt_tokens_details: null })).toBe(0);
  });

  test("do not name the model before a chunk names it", () => {
    const reader = openAiChat.openStream();
    reader.push(encode(sse({ model: "", choices: [] })));
    expect(reader.modelKnown).toBe(false);
    reader.push(encode(sse(chunk({ content: "x" }))));
    expect(reader.modelKnown).toBe(true);
    expect(reader.terminal).toBe(false);
    reader.push(encode(sse("[DONE]")));
    expect(reader.terminal).toBe(true);
  });

  test("take the fingerprint and the usage from whichever chunk has them", () => {
    const facts = read(
      { model: "m", choices: [{ index: 0, delta: { content: "a" } }] },
      { model: "m", choices: [{ index: 0, delta: {}, finish_reason: "stop" }], system_fingerprint: "vllm-1" },
      { model: "m", choices: [], x_groq: { usage: { prompt_tokens: 3, completion_tokens: 2 } } },
      "[DONE]",
    );
    expect(facts.fields).toEqual({ weights: "vllm-1" });
    expect(facts.usage).toMatchObject({ input: 3, output: 2 });
  });

  test("with several choices have the calls and texts of all, and the first one's end", () => {
    const facts = read(
      chunk({ content: "one" }),
      chunk({ content: "three" }, {}, { index: 1 }),
      chunk({}, {}, { index: 1, finish_reason: "length" }),
      chunk({}, {}, { index: 0, finish_reason: "stop" }),
      "[DONE]",
    );
    expect(facts).toMatchObject({ textLength: 8, finishReason: "stop" });
  });

  test("may be errors in many envelopes, also under a 200", () => {
    expect(body({ error: { message: "m", type: "invalid_request_error", code: "c" } }, 400).error).toEqual({
      type: "invalid_request_error",
      message: "m",
    });
    expect(body({ error: { code: 400, message: "m" } }).error).toEqual({ type: "400", message: "m" });
    expect(body({ error: "plain words" }, 404).error).toEqual({ type: "unknown", message: "plain words" });
    expect(body([{ error: { code: 404, message: "m" } }], 404).error).toEqual({ type: "404", message: "m" });
    expect(body({ object: "error", type: "BadRequestError", message: "m" }, 400).error).toEqual({
      type: "BadRequestError",
      message: "m",
    });
    const cut = read(chunk({ content: "half" }), { error: { type: "server_error", message: "m" } });
    expect(cut).toMatchObject({ error: { type: "server_error" }, complete: true });
  });

  test("are known again by their reasoning, wherever a provider puts it", () => {
    const of = (message: object) => body({ choices: [{ message }] }).reasoning;
    const plain = of({ content: "x", reasoning_content: "hm, well" });
    expect(plain).toHaveLength(1);
    expect(of({ content: "x", reasoning: "hm, well" })).toEqual(plain);
    const parts = [
      { type: "thinking", thinking: [{ type: "text", text: "hm, well" }] },
      { type: "text", text: "x" },
    ];
    expect(of({ content: parts })).toEqual(plain);
    const details = [
      { type: "reasoning.text", text: "hm, ", signature: "sig", index: 0 },
      { type: "reasoning.encrypted", data: "opaque", index: 1 },
    ];
    expect(of({ content: "x", reasoning: "hm", reasoning_details: details })).toHaveLength(2);
    const streamed = read(
      chunk({ reasoning_details: [{ type: "reasoning.text", text: "hm, ", index: 0 }] }),
      chunk({ reasoning_details: [{ type: "reasoning.text", signature: "sig", index: 0 }] }),
      chunk({ reasoning_details: [{ type: "reasoning.encrypted", data: "opaque", index: 1 }] }),
    );
    expect(streamed.reasoning).toEqual(of({ reasoning_details: details }));
    const message = { role: "assistant", content: "x", reasoning_content: "hm, well" };
    expect(readValue(openAiChat, { messages: [message] }).messages[0]?.reasoning).toEqual(plain);
  });
});

describe("reasoning of OpenAI answers", () => {
  test("can be brought back where there is one alternative, and of several nobody can say which comes back", () => {
    const choice = (index: number) => ({ index, message: { content: "x", reasoning_content: `hm ${index}` } });
    expect(body({ choices: [choice(0)] }).returnable).toBeUndefined();
    expect(body({ choices: [choice(0), choice(1)] })).toMatchObject({
      reasoning: [expect.any(String), expect.any(String)],
      returnable: [],
    });
  });
});

describe("filling OpenAI requests", () => {
  test("puts the system prompt before all messages, also when there are none", () => {
    for (const [before, after] of [
      ['{"messages":[{"role":"user"}]}', '{"messages":[{"role":"system","content":"s"},{"role":"user"}]}'],
      ['{"messages": [ ] }', '{"messages": [{"role":"system","content":"s"} ] }'],
      ['{"n":1}', '{"messages":[{"role":"system","content":"s"}],"n":1}'],
    ] as const) {
      const bytes = encode(before);
      const fill = openAiChat.fill(scanBody(bytes), { system: "s" });
      expect(new TextDecoder().decode(spliceBytes(bytes, fill.splices))).toBe(after);
    }
  });
});

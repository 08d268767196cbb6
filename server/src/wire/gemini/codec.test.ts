import { describe, expect, test } from "bun:test";
import { codecSuite, readStream, readValue, testMemo } from "../codec-suite.ts";
import type { FillValues } from "../codec.ts";
import { BellwetherError } from "../../core/error.ts";
import { scanBody } from "../json/scan.ts";
import { spliceBytes } from "../json/splice.ts";
import { gemini } from "./codec.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Chunks as Google frames them, but for its CRLF, which the recordings have. */
function sse(...chunks: readonly unknown[]): string {
  return chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join("");
}

const declaration = (name: string) => ({ name, description: "d", parameters: { type: "OBJECT" } });
const call = (id: string, name: string) => ({ functionCall: { id, name, args: { a: 1 } } });

const USAGE = {
  promptTokenCount: 100,
  toolUsePromptTokenCount: 20,
  cachedContentTokenCount: 64,
  candidatesTokenCount: 24,
  thoughtsTokenCount: 16,
  totalTokenCount: 160,
};
const HEAD = { modelVersion: "gemini-2.5-pro", responseId: "resp-1" };
const PARTS = [
  { text: "hm, well", thought: true },
  { text: "I will look. é😀" },
  { ...call("call_1", "read"), thoughtSignature: "c2ln" },
  call("call_2", "edit"),
];
const ANSWER = {
  candidates: [{ content: { role: "model", parts: PARTS }, finishReason: "STOP", index: 0 }],
  usageMetadata: USAGE,
  ...HEAD,
};

const chunk = (parts: readonly unknown[], more: object = {}, candidate: object = {}) => ({
  candidates: [{ content: { role: "model", parts }, index: 0, ...candidate }],
  usageMetadata: { promptTokenCount: 100, toolUsePromptTokenCount: 20, totalTokenCount: 120 },
  ...HEAD,
  ...more,
});

const STREAM = sse(
  chunk([{ text: "hm, ", thought: true }]),
  chunk([{ text: "well", thought: true }]),
  chunk([{ text: "I will look. " }]),
  chunk([{ text: "é😀" }]),
  chunk([{ ...call("call_1", "read"), thoughtSignature: "c2ln" }]),
  chunk([call("call_2", "edit")], { usageMetadata: USAGE }, { finishReason: "STOP" }),
);

codecSuite("Gemini", () => gemini, {
  path: { model: "gemini-2.5-pro", stream: true },
  wording: {
    key: "contents",
    say: (role, text) => ({ role: role === "assistant" ? "model" : role, parts: [{ text }] }),
    alike: (said, text) => {
      const role = said === "assistant" ? "model" : said;
      const half = Math.floor(text.length / 2);
      return [
        { parts: [{ text }], role },
        { role, parts: [{ text, thoughtSignature: "eA==" }] },
        { role, parts: [{ text: "aloud", thought: true }, { text }] },
        { role, parts: [{ text: text.slice(0, half) }, { text: text.slice(half), thought_signature: "eQ==" }] },
      ];
    },
  },
  fullRequest: {
    systemInstruction: { parts: [{ text: "Be brief." }, { text: "Be kind." }] },
    generationConfig: {
      temperature: 0.2,
      maxOutputTokens: 9000,
      thinkingConfig: { thinkingLevel: "HIGH", includeThoughts: true },
      responseMimeType: "application/json",
    },
    tools: [{ functionDeclarations: [declaration("read")] }, { functionDeclarations: [declaration("edit")] }],
    toolConfig: { functionCallingConfig: { mode: "AUTO" } },
    contents: [
      { role: "user", parts: [{ text: "Look at it." }] },
      { role: "model", parts: PARTS.filter((part) => !("thought" in part)) },
      { role: "user", parts: [{ functionResponse: { id: "call_1", name: "read", response: { output: "x" } } }] },
    ],
  },
  fields: {
    model: "gemini-2.5-pro",
    effort: "high",
    max_tokens: 9000,
    temperature: 0.2,
    response_format: "json_object",
  },
  systemText: "Be brief.\n\nBe kind.",
  bareRequest: { contents: [{ role: "user", parts: [{ text: "Hi" }] }] },
  fill: {
    values: { effort: "high", max_tokens: 64, temperature: 0, system: "Be brief." },
    request: {
      contents: [{ role: "user", parts: [{ text: "Hi" }] }],
      systemInstruction: { parts: [{ text: "Be brief." }] },
      generationConfig: { maxOutputTokens: 64, temperature: 0, thinkingConfig: { thinkingLevel: "HIGH" } },
    },
  },
  unplaced: ["thinking", "contextEdits", "betas"],
  wrongTypes: [
    ["contents", 7],
    ["contents", ["x"]],
    ["tools", "x"],
    ["generationConfig", 7],
    ["generationConfig", { temperature: "warm" }],
    ["generationConfig", { thinkingConfig: [] }],
    ["generationConfig", { maxOutputTokens: {} }],
    ["systemInstruction", 7],
  ],
  answer: {
    body: ANSWER,
    stream: STREAM,
    facts: {
      id: "resp-1",
      model: "gemini-2.5-pro",
      finishReason: "STOP",
      usage: {
        input: 120,
        output: 40,
        cacheRead: 64,
        cacheWrite5m: 0,
        cacheWrite1h: 0,
        cacheWriteOther: 0,
        reasoning: 16,
      },
      toolCalls: [
        { id: "call_1", name: "read" },
        { id: "call_2", name: "edit" },
      ],
      textLength: 16,
      complete: true,
    },
  },
  errorType: (envelope) => (envelope.error as { status?: unknown } | undefined)?.status,
});

describe("a client of Gemini's", () => {
  test("is known by its user agent, products before the SDK that they are built on", () => {
    const hints = (agent: string) => readValue(gemini, {}, { "user-agent": agent }).hints;
    expect(hints("GeminiCLI/0.61.0/gemini-2.5-pro (linux; x64) google-genai-sdk/1.30.0 gl-node/v24")).toEqual({
      client: "gemini-cli",
      clientVersion: "0.61.0",
    });
    expect(hints("google-genai-sdk/1.68.0 gl-python/3.12.1")).toEqual({
      client: "google-genai",
      clientVersion: "1.68.0",
    });
  });
});

const read = (request: object) => readValue(gemini, request, {}, testMemo(), { model: "m", stream: false });
const user = { role: "user", parts: [{ text: "Hi" }] };

describe("a request of Gemini", () => {
  test("means the same in either spelling, and says so when it uses both", () => {
    const one = read({
      systemInstruction: { parts: [{ text: "Be brief." }] },
      generationConfig: { maxOutputTokens: 5, thinkingConfig: { thinkingBudget: 512 } },
      tools: [{ functionDeclarations: [declaration("read")] }, { googleSearch: {} }],
      contents: [{ role: "user", parts: [{ inlineData: { mimeType: "image/png", data: "AA" } }] }],
    });
    const other = read({
      system_instruction: { parts: [{ text: "Be brief." }] },
      generation_config: { max_output_tokens: 5, thinking_config: { thinking_budget: 512 } },
      tools: [{ function_declarations: [declaration("read")] }, { google_search: {} }],
      contents: [{ role: "user", parts: [{ inline_data: { mime_type: "image/png", data: "AA" } }] }],
    });
    expect(other.fields).toEqual(one.fields);
    expect(one.fields).toMatchObject({ max_tokens: 5, thinking: "enabled:512" });
    expect(other.systemText).toBe(one.systemText);
    expect(other.messages[0]?.digest).toBe(one.messages[0]?.digest ?? "");
    expect(one.tools.map(({ name }) => name)).toEqual(["read", "googleSearch"]);
    expect(one.saidTwice).toBeUndefined();
    expect(read({ generationConfig: {}, generation_config: {} }).saidTwice).toBe("generation_config");
    const nested = { thinkingConfig: { thinkingBudget: 0, thinking_budget: 9 } };
    expect(read({ generationConfig: nested }).saidTwice).toBe("thinking_budget");
    expect(read({ model: "models/other", contents: [user] }).saidTwice).toBe("model");
    expect(read({ model: "models/m", contents: [user] }).saidTwice).toBeUndefined();
  });

  test("thinks as its budget says", () => {
    const thinking = (thinkingBudget: unknown) =>
      read({ generationConfig: { thinkingConfig: { thinkingBudget } } }).fields.thinking;
    expect([0, -1, 2048, "16", null].map(thinking)).toEqual([
      "disabled",
      "adaptive",
      "enabled:2048",
      "enabled:16",
      undefined,
    ]);
    const unsaid = { thinkingConfig: { thinkingLevel: "THINKING_LEVEL_UNSPECIFIED" } };
    expect(read({ generationConfig: unsaid }).fields.effort).toBeUndefined();
  });

  test("digests the schema of the answer under each of its names", () => {
    const format = (config: object) => read({ generationConfig: config }).fields.response_format;
    const schema = { type: "object" };
    const digest = format({ responseMimeType: "application/json", responseSchema: schema });
    expect(digest).toStartWith("json_schema:sha256:");
    expect(format({ responseJsonSchema: schema })).toBe(digest);
    expect(format({ response_json_schema: schema })).toBe(digest);
    expect(format({ responseMimeType: "text/plain" })).toBe("text");
    expect(format({ responseMimeType: "text/x.enum" })).toBe("text/x.enum");
  });

  test("says in the tool's own words which tool is forced", () => {
    const choice = (functionCallingConfig: object) => read({ toolConfig: { functionCallingConfig } }).toolChoice;
    expect(choice({ mode: "ANY" })).toBe("any");
    expect(choice({ mode: "ANY", allowedFunctionNames: ["read"] })).toBe("tool:read");
    expect(choice({ mode: "VALIDATED" })).toBe("auto");
    expect(choice({ mode: "NONE" })).toBe("none");
  });

  test("takes the same schema for the same tool, however it is written", () => {
    const digest = (parts: object) =>
      read({ tools: [{ functionDeclarations: [{ name: "t", ...parts }] }] }).fields.tools_digest;
    const google = { type: "OBJECT", properties: { type: { type: "STRING", enum: ["A"] } } };
    const json = { type: "object", properties: { type: { type: "string", enum: ["A"] } } };
    const plain = digest({ parametersJsonSchema: json });
    expect(digest({ parameters: google })).toBe(plain);
    expect(digest({ parameters_json_schema: json })).toBe(plain);
    const other = { type: "object", properties: { type: { type: "string", enum: ["a"] } } };
    expect(digest({ parametersJsonSchema: other })).not.toBe(plain);
  });

  test("takes results of tools for no turn of a person's, and words beside them for one", () => {
    const turn = (parts: readonly unknown[], role = "user") => read({ contents: [{ role, parts }] }).messages[0];
    const result = { functionResponse: { name: "read", response: { output: "x" } } };
    expect(turn([result])).toMatchObject({ role: "user", turn: false });
    expect(turn([result, { inlineData: { mimeType: "image/png", data: "AA" } }])?.turn).toBe(false);
    expect(turn([result, { text: "And now?" }])?.turn).toBe(true);
    expect(turn([result], "function")).toMatchObject({ role: "tool", turn: false });
    expect(turn([{ text: "x" }], "oracle")).toMatchObject({ role: "system", turn: false });
    expect(read({ contents: [{ parts: [{ text: "x" }] }] }).messages[0]?.turn).toBe(true);
  });

  test("names a call by its id, else by its function, and keeps what it says out of skeletons", () => {
    const parts = [{ functionCall: { name: "read", args: { name: "Ann", age: 41 } } }, call("c2", "edit")];
    const message = read({ contents: [{ role: "model", parts }] }).messages[0];
    expect(message?.toolCalls).toEqual(["read", "c2"]);
    expect(message?.skeleton).not.toContain("Ann");
    expect(message?.skeleton).not.toContain("41");
  });

  test("loses no reasoning when thoughts go, as long as the signatures stay", () => {
    const reasoning = (parts: readonly unknown[]) =>
      read({ contents: [{ role: "model", parts }] }).messages[0]?.reasoning;
    const answer = gemini.readResponse(encode(JSON.stringify(ANSWER)), 200);
    expect(reasoning(PARTS.slice(1))).toEqual(answer.reasoning);
    expect(answer.reasoning).toHaveLength(1);
    expect(reasoning([{ text: "I will look." }])).toEqual([]);
    expect(reasoning([{ text: "hm", thought: true }])).toHaveLength(1);
  });
});

describe("filling a request of Gemini", () => {
  const filled = (request: object, values: FillValues) => {
    const bytes = encode(JSON.stringify(request));
    const { splices, unplaced } = gemini.fill(scanBody(bytes), values);
    return { request: JSON.parse(new TextDecoder().decode(spliceBytes(bytes, splices))) as unknown, unplaced };
  };

  test("goes into what is there, in the client's own spelling", () => {
    const values = { effort: "low", max_tokens: 9 };
    expect(
      filled({ generationConfig: { topK: 1, thinkingConfig: { includeThoughts: true } } }, values).request,
    ).toEqual({
      generationConfig: {
        topK: 1,
        maxOutputTokens: 9,
        thinkingConfig: { includeThoughts: true, thinkingLevel: "LOW" },
      },
    });
    expect(filled({ generation_config: { thinking_config: {} } }, values).request).toEqual({
      generation_config: { maxOutputTokens: 9, thinking_config: { thinkingLevel: "LOW" } },
    });
    expect(filled({ generationConfig: {} }, values).request).toEqual({
      generationConfig: { maxOutputTokens: 9, thinkingConfig: { thinkingLevel: "LOW" } },
    });
  });

  test("writes thinking as a budget", () => {
    const budget = (thinking: string) => filled({}, { thinking }).request;
    const config = (thinkingBudget: number) => ({ generationConfig: { thinkingConfig: { thinkingBudget } } });
    expect(budget("enabled:2048")).toEqual(config(2048));
    expect(budget("disabled")).toEqual(config(0));
    expect(budget("adaptive")).toEqual(config(-1));
  });

  test("never asks for a level and a budget together, which Google refuses", () => {
    const level = { generationConfig: { thinkingConfig: { thinkingLevel: "LOW" } } };
    expect(filled(level, { thinking: "adaptive" })).toEqual({ request: level, unplaced: ["thinking"] });
    const budget = { generationConfig: { thinking_config: { thinking_budget: 5 } } };
    expect(filled(budget, { effort: "high" })).toEqual({ request: budget, unplaced: ["effort"] });
  });

  test("has no place for the model, which is in the path, nor for a level that Google does not have", () => {
    expect(filled({}, { model: "m", effort: "xhigh" })).toEqual({ request: {}, unplaced: ["model", "effort"] });
    expect(filled({ generationConfig: 7 }, { max_tokens: 1 }).unplaced).toEqual(["max_tokens"]);
    expect(filled({ system_instruction: null }, { system: "s" }).unplaced).toEqual(["system"]);
  });
});

describe("an answer of Gemini", () => {
  test("that ends before its usage comes is whole, with the usage", () => {
    const end = chunk([{ text: "Hi" }], { usageMetadata: undefined }, { finishReason: "STOP" });
    const facts = readStream(gemini, encode(sse(end, { usageMetadata: USAGE, ...HEAD })));
    expect(facts).toMatchObject({ complete: true, finishReason: "STOP", usage: { input: 120 } });
  });

  test("is cut where its last chunk has no reason, also when one before it had one", () => {
    const early = chunk([{ text: "a" }], {}, { finishReason: "STOP" });
    expect(readStream(gemini, encode(sse(early, chunk([{ text: "b" }])))).complete).toBe(false);
    const two = (index: number, more: object = {}) => chunk([{ text: "a" }], {}, { index, ...more });
    expect(readStream(gemini, encode(sse(two(0, { finishReason: "STOP" }), two(1)))).complete).toBe(false);
  });

  test("to a blocked prompt is whole, without a finish reason", () => {
    const blocked = { promptFeedback: { blockReason: "SAFETY" }, ...HEAD };
    const facts = readStream(gemini, encode(sse(blocked)));
    expect(facts).toMatchObject({ complete: true, model: "gemini-2.5-pro", textLength: 0 });
    expect(facts.finishReason).toBeUndefined();
    expect(gemini.readResponse(encode(JSON.stringify(blocked)), 200)).toEqual(facts);
  });

  test("as one list of chunks says what the stream of them says", () => {
    const chunks = [
      chunk([{ text: "Hi " }]),
      chunk([{ text: "you" }], { usageMetadata: USAGE }, { finishReason: "STOP" }),
    ];
    const whole = gemini.readResponse(encode(JSON.stringify(chunks)), 200);
    expect(whole).toEqual(readStream(gemini, encode(sse(...chunks))));
    expect(readStream(gemini, encode(JSON.stringify(chunks)))).toMatchObject({ complete: false, textLength: 0 });
  });

  test("counts a call whose arguments are streamed once", () => {
    const pieces = [
      { name: "weather", willContinue: true },
      { partialArgs: [{ jsonPath: "$.city", stringValue: "Rome" }], willContinue: true },
      {},
      { name: "weather", args: {} },
    ].map((functionCall) => chunk([{ functionCall }]));
    expect(readStream(gemini, encode(sse(...pieces))).toolCalls).toEqual([
      { id: "weather", name: "weather" },
      { id: "weather", name: "weather" },
    ]);
  });
});

describe("an error for a client of Gemini", () => {
  test("is one line of data, whatever its message has in it", () => {
    const event = gemini.errorEvent(new BellwetherError("upstream_cut", "a\u2028b\u2029c\u0085d\ne"), "id-1");
    expect(event).toMatch(/^data: [^\n\r\u0085\u2028\u2029]*\n\n$/);
    const { error } = JSON.parse(event.slice("data: ".length)) as { error: { code: number; message: string } };
    expect(error).toMatchObject({ code: 502, message: "a\u2028b\u2029c\u0085d\ne" });
  });
});

import { codecSuite } from "../codec-suite/codec-suite.ts";
import { gemini } from "./codec.ts";
import { ANSWER, declaration, PARTS, STREAM } from "./fixtures/answers.ts";
import { write } from "./fixtures/said.ts";

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
  asked: {
    question: "Look at it.",
    tools: [
      { name: "read", schema: { type: "object" } },
      { name: "edit", schema: { type: "object" } },
    ],
  },
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
  returned: [
    {
      message: {
        role: "user",
        parts: [
          { functionResponse: { name: "read", response: { output: "x" } } },
          { function_response: { name: "read", response: { error: "no such file" } } },
        ],
      },
      results: [false, true],
    },
  ],
  write,
  errorType: (envelope) => (envelope.error as { status?: unknown } | undefined)?.status,
});

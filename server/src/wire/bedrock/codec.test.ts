import { codecSuite } from "../codec-suite/codec-suite.ts";
import { writeEvent } from "../event-stream/message.ts";
import { bedrockConverse } from "./codec.ts";
import { ANSWER, CONTENT, frames, METADATA, START, STREAM, toolSpec } from "./fixtures/answers.ts";
import { write } from "./fixtures/said.ts";

const POINT = { cachePoint: { type: "default" } };

codecSuite("Bedrock Converse", () => bedrockConverse, {
  path: { model: "us.anthropic.claude-opus-4-6-v1:0", stream: true },
  wording: {
    say: (role, text) => ({ role, content: [{ text }] }),
    alike: (role, text) => [
      { content: [{ text }], role },
      { role, content: [{ text }, POINT] },
      { role, content: [POINT, { text }, { cachePoint: { ttl: "1h", type: "default" } }] },
    ],
  },
  fullRequest: {
    system: [{ text: "Be brief." }, POINT, { text: "Be kind." }],
    inferenceConfig: { maxTokens: 9000, temperature: 0.2, topP: 0.9, stopSequences: ["|"] },
    additionalModelRequestFields: {
      thinking: { type: "enabled", budget_tokens: 2048 },
      output_config: { effort: "high" },
      anthropic_beta: ["b", "a"],
    },
    outputConfig: { textFormat: { type: "json_schema" } },
    toolConfig: { tools: [toolSpec("read"), toolSpec("edit"), POINT], toolChoice: { auto: {} } },
    messages: [
      { role: "user", content: [{ text: "Look at it." }, { cachePoint: { type: "default", ttl: "1h" } }] },
      { role: "assistant", content: CONTENT },
      { role: "user", content: [{ toolResult: { toolUseId: "call_1", content: [{ text: "x" }] } }] },
    ],
  },
  reversedTools: { toolConfig: { tools: [toolSpec("edit"), toolSpec("read")] } },
  fields: {
    model: "us.anthropic.claude-opus-4-6-v1:0",
    effort: "high",
    thinking: "enabled:2048",
    max_tokens: 9000,
    temperature: 0.2,
    cache_ttl: "1h",
    response_format: "json_schema",
    betas: "a,b",
  },
  systemText: "Be brief.\n\nBe kind.",
  asked: {
    question: "Look at it.",
    tools: [
      { name: "read", schema: { type: "object" } },
      { name: "edit", schema: { type: "object" } },
    ],
  },
  bareRequest: { messages: [{ role: "user", content: [{ text: "Hi" }] }] },
  fill: {
    values: { effort: "high", thinking: "enabled:1024", max_tokens: 64, temperature: 0, system: "Be brief." },
    request: {
      messages: [{ role: "user", content: [{ text: "Hi" }] }],
      system: [{ text: "Be brief." }],
      inferenceConfig: { maxTokens: 64, temperature: 0 },
      additionalModelRequestFields: {
        thinking: { type: "enabled", budget_tokens: 1024 },
        output_config: { effort: "high" },
      },
    },
  },
  unplaced: ["contextEdits"],
  wrongTypes: [
    ["messages", 7],
    ["messages", ["x"]],
    ["system", "x"],
    ["toolConfig", "x"],
    ["toolConfig", { tools: 7 }],
    ["inferenceConfig", 7],
    ["inferenceConfig", { temperature: "warm" }],
    ["inferenceConfig", { maxTokens: {} }],
    ["additionalModelRequestFields", []],
  ],
  answer: {
    body: ANSWER,
    stream: frames(...STREAM),
    firstEvent: frames(START).length,
    behindEnd: frames(METADATA).length,
    facts: {
      finishReason: "tool_use",
      usage: {
        input: 170,
        output: 40,
        cacheRead: 64,
        cacheWrite5m: 0,
        cacheWrite1h: 4,
        cacheWriteOther: 2,
      },
      fields: { cache_ttl: "1h" },
      serviceTier: "priority",
      toolCalls: [
        { id: "call_1", name: "read" },
        { id: "call_2", name: "edit" },
      ],
      textLength: 16,
      complete: true,
    },
  },
  frame: (data) => writeEvent("contentBlockDelta", JSON.parse(data)),
  returned: [
    {
      message: {
        role: "user",
        content: [
          { toolResult: { toolUseId: "a", content: [{ text: "x" }], status: "success" } },
          { toolResult: { toolUseId: "b", content: [{ text: "no such file" }], status: "error" } },
        ],
      },
      results: [false, true],
    },
  ],
  write,
  errorType: (envelope) => envelope.__type,
});

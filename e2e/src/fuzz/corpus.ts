import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EXAMPLE } from "../../../server/src/contract/fixtures/make.ts";
import { messageEvents, message } from "../../../server/src/gateway/fixtures/answers.ts";
import { writeEvent } from "../../../server/src/wire/event-stream/message.ts";
import type { WireFormat } from "../../../server/src/wire/facts.ts";
import { recordingsFolder, recordingsIn, type Recording } from "../../../server/src/wire/golden/recordings.ts";
import { ROOT } from "../harness.ts";

const encode = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));

/** Whether recorded traffic is at hand; without it only small answers of our own are mutated. */
export const HAS_RECORDINGS = recordingsFolder() !== undefined;

/** A mutation of a longer one tells no more and costs more. */
const LONGEST = 32_000;

const chat = {
  id: "chatcmpl-1",
  object: "chat.completion",
  model: "gpt-5.5",
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "Hello." } }],
  usage: { prompt_tokens: 3, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 1 } },
};
const chunk = { id: "chatcmpl-1", object: "chat.completion.chunk", model: "gpt-5.5" };
const response = {
  id: "resp_1",
  object: "response",
  status: "completed",
  model: "gpt-5.5",
  output: [{ type: "message", id: "msg_1", role: "assistant", content: [{ type: "output_text", text: "Hello." }] }],
  usage: { input_tokens: 3, output_tokens: 2 },
};
const candidate = {
  modelVersion: "gemini-3",
  candidates: [{ finishReason: "STOP", content: { role: "model", parts: [{ text: "Hello." }] } }],
};

const converse = {
  output: { message: { role: "assistant", content: [{ text: "Hi" }] } },
  stopReason: "end_turn",
  usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5 },
};

const OWN: readonly Omit<Recording, "name" | "status">[] = [
  { format: "anthropic-messages", streamed: false, bytes: encode(message()) },
  { format: "anthropic-messages", streamed: true, bytes: encode(messageEvents().join("")) },
  { format: "openai-chat", streamed: false, bytes: encode(chat) },
  {
    format: "openai-chat",
    streamed: true,
    bytes: encode(
      `data: ${JSON.stringify({ ...chunk, choices: [{ index: 0, delta: { content: "Hi" } }] })}\n\ndata: [DONE]\n\n`,
    ),
  },
  { format: "openai-responses", streamed: false, bytes: encode(response) },
  {
    format: "openai-responses",
    streamed: true,
    bytes: encode(
      `event: response.created\ndata: ${JSON.stringify({ type: "response.created", response: { ...response, status: "in_progress", output: [] } })}\n\nevent: response.completed\ndata: ${JSON.stringify({ type: "response.completed", response })}\n\n`,
    ),
  },
  { format: "gemini", streamed: false, bytes: encode(candidate) },
  { format: "gemini", streamed: true, bytes: encode(`data: ${JSON.stringify(candidate)}\r\n\r\n`) },
  { format: "bedrock-converse", streamed: false, bytes: encode(converse) },
  {
    format: "bedrock-converse",
    streamed: true,
    bytes: Buffer.concat([
      writeEvent("messageStart", { role: "assistant" }),
      writeEvent("contentBlockDelta", { contentBlockIndex: 0, delta: { text: "Hi" } }),
      writeEvent("messageStop", { stopReason: "end_turn" }),
      writeEvent("metadata", { usage: converse.usage }),
    ]),
  },
];

let answers: readonly Recording[] | undefined;

/** Answers of providers: recorded ones where they are at hand, and one of each kind of our own. */
export function answersToMutate(): readonly Recording[] {
  return (answers ??= readAnswers());
}

function readAnswers(): readonly Recording[] {
  const folder = recordingsFolder();
  const recorded = folder === undefined ? [] : recordingsIn(folder);
  const own = OWN.map((one, index) => ({ ...one, name: `own-${index}`, status: 200 }));
  return [...own, ...recorded.filter(({ bytes }) => bytes.length <= LONGEST)];
}

/** A small request in each format, and its path. */
export const REQUESTS: readonly { readonly format: WireFormat; readonly path: string; readonly body: Uint8Array }[] = [
  {
    format: "anthropic-messages",
    path: "/v1/messages",
    body: encode({
      model: "claude-opus-4-6",
      max_tokens: 100,
      stream: true,
      system: [{ type: "text", text: "Be kind.", cache_control: { type: "ephemeral", ttl: "1h" } }],
      thinking: { type: "enabled", budget_tokens: 1024 },
      tools: [{ name: "edit", input_schema: { type: "object" } }],
      metadata: { user_id: "u1" },
      messages: [
        { role: "user", content: "Hi" },
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "…", signature: "abc" },
            { type: "text", text: "Hello" },
          ],
        },
        { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content: "x" }] },
      ],
    }),
  },
  {
    format: "openai-chat",
    path: "/v1/chat/completions",
    body: encode({
      model: "gpt-5.5",
      reasoning_effort: "high",
      temperature: 0.2,
      messages: [
        { role: "system", content: "Be kind." },
        { role: "user", content: "Hi" },
      ],
      tools: [{ type: "function", function: { name: "edit", parameters: {} } }],
      response_format: { type: "json_object" },
    }),
  },
  {
    format: "openai-responses",
    path: "/v1/responses",
    body: encode({
      model: "gpt-5.5",
      instructions: "Be kind.",
      previous_response_id: "resp_0",
      reasoning: { effort: "low" },
      input: [
        { role: "user", content: "Hi" },
        { type: "item_reference", id: "rs_1" },
      ],
    }),
  },
  {
    format: "gemini",
    path: "/v1beta/models/gemini-3:generateContent",
    body: encode({
      systemInstruction: { parts: [{ text: "Be kind." }] },
      contents: [{ role: "user", parts: [{ text: "Hi" }] }],
      generationConfig: { temperature: 0.1, thinkingConfig: { thinkingLevel: "high" } },
    }),
  },
  {
    format: "bedrock-converse",
    path: "/model/us.anthropic.claude-opus-4-6-v1%3A0/converse-stream",
    body: encode({
      system: [{ text: "Be kind." }, { cachePoint: { type: "default" } }],
      messages: [{ role: "user", content: [{ text: "Hi" }] }],
      inferenceConfig: { maxTokens: 100, temperature: 0.1 },
      additionalModelRequestFields: { thinking: { type: "enabled", budget_tokens: 1024 } },
      toolConfig: { tools: [{ toolSpec: { name: "edit", inputSchema: { json: {} } } }] },
    }),
  },
];

/** Contracts as YAML. */
export const CONTRACTS: readonly Uint8Array[] = [
  encode(EXAMPLE),
  encode(readFileSync(join(ROOT, "examples", "quickstart", "assistant.yaml"), "utf8")),
];

/** Questions as people ask them. */
export const QUERIES: readonly string[] = [
  "surface=code-assistant model_served!=claude-opus-4-6 (idle>1h or compacted)",
  "build=abc (delegated or violations~.)",
  'not outcome in (complete, "cut", failed) and status>=500',
  "contract=code-assistant@1.0.0 effort_sent=high duration_ms<=250 received_at>2026-04-01T12:00:00Z",
  "tool_calls has edit usage!~'a(b|c)+' synthetic=false",
];

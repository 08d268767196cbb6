import { manualClock } from "../../core/clock.ts";
import type { JsonObject } from "../../wire/json/value.ts";
import { createLab, type LabOptions } from "./lab.ts";

/** A whole answer of a lab, read. */
export interface ReadAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** A lab on a clock that stands still, and short ways to ask it; for tests. */
export function testLab(options: Partial<LabOptions> = {}) {
  const clock = manualClock(1_800_000_000_000);
  const lab = createLab({ now: clock.now, sleep: () => Promise.resolve(), ...options });
  const ask = async (
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
    method = "POST",
  ): Promise<ReadAnswer> => {
    const init = method === "GET" || method === "HEAD" ? {} : { body: JSON.stringify(body) };
    const request = new Request(`http://lab${path}`, { method, headers: { "x-api-key": "k", ...headers }, ...init });
    const response = await lab.handle(request);
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes, text: new TextDecoder().decode(bytes) };
  };
  const json = async (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await ask(path, body, headers);
    return { ...answer, body: JSON.parse(answer.text) as Message & Completion };
  };
  return {
    clock,
    lab,
    ask,
    /** Asks for a message; what is not given is filled in. */
    message: (request: JsonObject, headers: Readonly<Record<string, string>> = {}) =>
      json(
        "/v1/messages",
        { model: "claude-opus-4-6", max_tokens: 1000, messages: [user("say hi")], ...request },
        headers,
      ),
    /** Asks for a chat completion; what is not given is filled in. */
    chat: (request: JsonObject, headers: Readonly<Record<string, string>> = {}) =>
      json("/v1/chat/completions", { model: "gpt-4o", messages: [user("say hi")], ...request }, headers),
    json,
  };
}

/** A user's message. */
export function user(content: unknown): JsonObject {
  return { role: "user", content };
}

/** A directive as it stands in a user's text. */
export function directive(value: unknown): string {
  return `Please. [[lab ${JSON.stringify(value)}]] Thanks.`;
}

/** A block of an answer, as far as tests look at it. */
export interface Block {
  readonly type: string;
  readonly text?: string;
  readonly id?: string;
  readonly name?: string;
  readonly input?: unknown;
  readonly thinking?: string;
  readonly signature?: string;
  readonly data?: string;
}

/** A message (or an error) of the Anthropic side, as far as tests look at it. */
export interface Message {
  readonly id: string;
  readonly model: string;
  readonly content: readonly Block[];
  readonly stop_reason: string;
  readonly stop_sequence: string | null;
  readonly usage: {
    readonly input_tokens: number;
    readonly cache_creation_input_tokens: number;
    readonly cache_read_input_tokens: number;
    readonly cache_creation: { readonly ephemeral_5m_input_tokens: number; readonly ephemeral_1h_input_tokens: number };
    readonly output_tokens: number;
    readonly output_tokens_details?: { readonly thinking_tokens: number };
    readonly iterations?: readonly { readonly type: string; readonly model?: string }[];
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly total_tokens: number;
    readonly prompt_tokens_details: { readonly cached_tokens: number };
    readonly completion_tokens_details: { readonly reasoning_tokens: number };
  };
  readonly context_management?: { readonly applied_edits: readonly JsonObject[] };
  readonly input_tokens: number;
  readonly error: { readonly type: string; readonly message: string; readonly code?: string };
  readonly data: readonly { readonly id: string }[];
}

/** A completion of the OpenAI side, as far as tests look at it. */
export interface Completion {
  readonly choices: readonly {
    readonly finish_reason: string;
    readonly message: {
      readonly content: string | null;
      readonly tool_calls?: readonly {
        readonly id: string;
        readonly function: { readonly name: string; readonly arguments: string };
      }[];
    };
  }[];
  readonly service_tier: string;
}

/** The visible text of a message. */
export function textOf(message: Message): string {
  return message.content.map((block) => block.text ?? "").join("");
}

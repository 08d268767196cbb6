import type { JsonObject } from "../../wire/json/value.ts";
import type { SaidExchange } from "./declared-exchange.ts";
import { first, NAMES, numberIn } from "./genai-names.ts";
import { unwritten } from "./messages.ts";
import { knownMembers, nameIn } from "./plain-values.ts";
import type { Span } from "./span.ts";
import { broughtIn, messagesIn, messagesOut } from "./span-messages.ts";

const ASKING: ReadonlySet<unknown> = new Set(["chat", "generate_content", "text_completion", "completion", "message"]);
/** What the spans of the Vercel AI SDK are called that ask a model; those around them repeat what they say. */
const ASKING_AI = /\.do(?:Generate|Stream)(?:Object)?$/;

/** Whether a span is of one request to a model, and not of an agent, a tool, or what wraps such a request. */
export function asksModel({ attributes }: Pick<Span, "attributes">): boolean {
  const { "ai.operationId": ai, "openinference.span.kind": kind } = attributes;
  if (typeof ai === "string") return ASKING_AI.test(ai);
  if (typeof kind === "string") return kind.toUpperCase() === "LLM";
  const operation = attributes["gen_ai.operation.name"] ?? attributes["llm.request.type"];
  return operation === undefined
    ? first(attributes, NAMES.requested) !== undefined && first(attributes, NAMES.output) !== undefined
    : ASKING.has(operation);
}

/** What a span tells of its exchange; undefined where it is of none. */
export function exchangeOfSpan(span: Span): SaidExchange | undefined {
  if (!asksModel(span)) return undefined;
  const { attributes, resource, startedAt, endedAt } = span;
  const text = (names: readonly string[], most: number): string | undefined => nameIn(first(attributes, names), most);
  const [served, requested] = [modelIn(text(NAMES.served, 512)), modelIn(text(NAMES.requested, 512))];
  const error = text(NAMES.error, 128);
  const answer = messagesOut(span).findLast(({ role }) => role === "assistant");
  const agent = text(NAMES.agent, 256);
  const ttft = numberIn(attributes, ["gen_ai.response.time_to_first_chunk", "gen_ai.server.time_to_first_token"]);
  return knownMembers<SaidExchange>({
    id: `${span.trace}/${span.id}`,
    source: "otlp",
    session: text(NAMES.session, 512) ?? span.trace,
    agent,
    at: startedAt,
    ended_at: endedAt,
    first_token_at: ttft === undefined ? undefined : startedAt + ttft * 1_000,
    client: nameIn(first(resource, NAMES.client), 64),
    client_version: nameIn(first(resource, NAMES.build), 64),
    provider: text(NAMES.provider, 64),
    model_requested: requested,
    model_served: served,
    effort: text(NAMES.effort, 32),
    max_tokens: numberIn(attributes, NAMES.maxTokens),
    temperature: numberIn(attributes, NAMES.temperature),
    service_tier: text(NAMES.tier, 64),
    response: text(NAMES.response, 512),
    finish_reason: finishIn(first(attributes, NAMES.finish)),
    ...(span.failed || error !== undefined ? { outcome: "failed", error_code: error ?? "error" } : {}),
    usage: usageIn(attributes),
    surface: nameIn(attributes["bellwether.contract.surface"], 64),
    compacted: attributes["gen_ai.conversation.compacted"] === true ? true : undefined,
    brought: broughtIn(messagesIn(span)),
    answer: answer === undefined ? undefined : { text: answer.text, calls: [...answer.calls] },
  });
}

function usageIn(attributes: JsonObject): SaidExchange["usage"] {
  return knownMembers<NonNullable<SaidExchange["usage"]>>({
    input: numberIn(attributes, NAMES.input),
    output: numberIn(attributes, NAMES.output),
    cache_read: numberIn(attributes, NAMES.cacheRead),
    cache_write: numberIn(attributes, NAMES.cacheWrite),
    reasoning: numberIn(attributes, NAMES.reasoning),
  });
}

/** Google's names stand at the end of a path. */
function modelIn(name: string | undefined): string | undefined {
  return name === undefined ? undefined : nameIn(name.split("/").at(-1), 256);
}

function finishIn(value: unknown): string | undefined {
  const list = unwritten(value);
  return nameIn(Array.isArray(list) ? list[0] : list, 128);
}

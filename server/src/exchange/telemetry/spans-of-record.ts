import { sha256 } from "../../core/digest.ts";
import type { ExchangeRecord } from "../columns.ts";
import { Double, type LooseAttributes, said, type TelemetrySpan } from "./span.ts";

/** Who answers to what is spoken, as the conventions name providers. */
const PROVIDERS: Readonly<Record<string, string>> = {
  "anthropic-messages": "anthropic",
  "openai-chat": "openai",
  "openai-responses": "openai",
  gemini: "gcp.gemini",
  "bedrock-converse": "aws.bedrock",
};

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

/**
 * The spans of an exchange by the conventions for generative AI (OpenTelemetry, `gen_ai.*`): one of the request, and one
 * inside it for each try where there were several. What the conventions lack stands under `bellwether.`. No content is in
 * them.
 *
 * @returns none for what asked no model, and for what has no times.
 */
export function spansOfRecord(record: ExchangeRecord): readonly TelemetrySpan[] {
  const { received_at: startedAt, ended_at: endedAt, operation } = record;
  if (operation !== "generate" || startedAt === null || record.erased) return [];
  const [, traceGiven, parent = ""] = TRACEPARENT.exec(record.traceparent) ?? [];
  const trace = traceGiven ?? hexOf(`trace ${record.tenant} ${record.session || record.exchange}`, 32);
  const id = hexOf(`span ${record.exchange}`, 16);
  const model = record.model_requested || record.model_served;
  const whole: TelemetrySpan = {
    trace,
    id,
    parent,
    name: model === "" ? "chat" : `chat ${model}`,
    startedAt,
    endedAt: Math.max(startedAt, endedAt ?? startedAt),
    attributes: said({ ...requestOf(record), ...answerOf(record), ...contractOf(record), ...sessionOf(record) }),
    events: violationsOf(record, endedAt ?? startedAt),
    failure: failureOf(record),
  };
  return [whole, ...attemptsOf(record, whole)];
}

function requestOf(record: ExchangeRecord): LooseAttributes {
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": providerOf(record),
    "gen_ai.request.model": record.model_requested,
    "gen_ai.request.max_tokens": record.max_tokens_requested,
    "gen_ai.request.temperature": doubleOf(record.temperature_requested),
    "gen_ai.request.stream": record.streamed || undefined,
    "gen_ai.request.reasoning.level": record.effort_sent || record.effort_requested,
  };
}

function answerOf(record: ExchangeRecord): LooseAttributes {
  const { first_token_at: first, received_at: began } = record;
  return {
    "gen_ai.response.id": record.response,
    "gen_ai.response.model": record.model_served,
    "gen_ai.response.finish_reasons": record.finish_reason === "" ? undefined : [record.finish_reason],
    "gen_ai.response.time_to_first_chunk":
      first === null || began === null || !record.streamed ? undefined : new Double((first - began) / 1_000),
    "gen_ai.usage.input_tokens": record.input_tokens,
    "gen_ai.usage.output_tokens": record.output_tokens,
    "gen_ai.usage.cache_read.input_tokens": record.cache_read_tokens,
    "gen_ai.usage.cache_creation.input_tokens": record.cache_write_tokens,
    "gen_ai.usage.reasoning.output_tokens": record.reasoning_tokens,
    "error.type": failureOf(record),
    "bellwether.cost.usd": doubleOf(record.cost_usd),
    "bellwether.cost.price_digest": record.price_digest,
  };
}

function contractOf(record: ExchangeRecord): LooseAttributes {
  return {
    "bellwether.exchange": record.exchange,
    "bellwether.contract.surface": record.surface,
    "bellwether.contract.version": record.version,
    "bellwether.contract.digest": record.contract_digest,
    "bellwether.contract.role": record.role,
    "bellwether.rollout.id": record.rollout,
    "bellwether.rollout.stage": record.stage,
    "bellwether.rollout.arm": record.arm,
    "bellwether.prompt.digest": record.prompt_digest,
    "bellwether.model.contracted": record.model_contracted,
    "bellwether.model.served": record.model_served,
    "bellwether.model.source": record.model_source,
    "bellwether.effort.requested": record.effort_requested,
    "bellwether.effort.contracted": record.effort_contracted,
    "bellwether.effort.sent": record.effort_sent,
    "bellwether.delegated": record.delegated || undefined,
    "bellwether.violations": record.violations.length === 0 ? undefined : record.violations,
    "bellwether.synthetic": record.synthetic || undefined,
  };
}

function sessionOf(record: ExchangeRecord): LooseAttributes {
  return {
    "gen_ai.conversation.id": record.session,
    "gen_ai.conversation.compacted": record.compacted || undefined,
    "gen_ai.agent.id": record.agent,
    "bellwether.session.turn_index": record.turn === 0 ? undefined : record.turn,
    "bellwether.session.idle_ms": record.idle_ms,
    "bellwether.session.resumed": record.resumed || undefined,
    "bellwether.client.name": record.client,
    "bellwether.client.version": record.client_version,
  };
}

/** Who answers to what is spoken, as the conventions name them. */
export function providerOf({ format, upstream }: Pick<ExchangeRecord, "format" | "upstream">): string {
  return PROVIDERS[format] ?? upstream;
}

/** What went wrong with an exchange, in a word; undefined where nothing did. */
export function failureOf({ outcome, error_code: code, status }: ExchangeRecord): string | undefined {
  if (outcome === "complete" || outcome === "") return undefined;
  return code !== "" ? code : outcome === "failed" && status !== 0 ? String(status) : outcome;
}

function violationsOf(record: ExchangeRecord, at: number): TelemetrySpan["events"] {
  return listIn(record.violation_details).map((found) => ({
    name: "bellwether.violation",
    at,
    attributes: said({
      "bellwether.violation.id": textOf(found["id"]),
      "bellwether.violation.kind": textOf(found["kind"]),
      "bellwether.violation.severity": textOf(found["severity"]),
      "bellwether.violation.began": textOf(found["began"]),
    }),
  }));
}

/** Tries after each other; how long each took is known, and what was waited in between is not. */
function attemptsOf(record: ExchangeRecord, whole: TelemetrySpan): readonly TelemetrySpan[] {
  const attempts = listIn(record.attempts);
  if (attempts.length < 2) return [];
  let at = whole.startedAt;
  return attempts.map((attempt, index) => {
    const startedAt = at;
    at = Math.min(whole.endedAt, at + (typeof attempt["ms"] === "number" ? attempt["ms"] : 0));
    const status = attempt["status"];
    const failed = typeof status !== "number" || status >= 400;
    const ended = textOf(attempt["ended"]) ?? "";
    const why = ended !== "" && ended !== "answered" ? ended : String(status ?? "unreachable");
    return {
      trace: whole.trace,
      id: hexOf(`span ${record.exchange} ${index}`, 16),
      parent: whole.id,
      name: `attempt ${index + 1}`,
      startedAt,
      endedAt: index === attempts.length - 1 ? whole.endedAt : at,
      attributes: said({
        "bellwether.attempt.upstream": textOf(attempt["upstream"]),
        "bellwether.attempt.region": textOf(attempt["region"]),
        "http.response.status_code": typeof status === "number" ? status : undefined,
        "error.type": failed ? why : undefined,
      }),
      events: [],
      failure: failed ? why : undefined,
    };
  });
}

function doubleOf(value: number | null): Double | undefined {
  return value === null ? undefined : new Double(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function listIn(text: string): readonly Readonly<Record<string, unknown>>[] {
  if (text === "") return [];
  const value: unknown = JSON.parse(text);
  return Array.isArray(value) ? (value as Readonly<Record<string, unknown>>[]) : [];
}

function hexOf(text: string, digits: number): string {
  return sha256(text).slice("sha256:".length, "sha256:".length + digits);
}

import type { RecordParts } from "../../exchange/record.ts";
import { completeRecord } from "../../exchange/record.ts";
import type { ExchangeRecord } from "../../exchange/columns.ts";
import { contextBucket, idleBucket } from "../attributes.ts";
import { type Reading, readDeeds } from "../deeds/read-deeds.ts";
import type { DeclaredExchange } from "./declared-exchange.ts";

/** What a session is known to have come to before an exchange. */
export interface DeclaredStanding {
  /** User turns so far. */
  readonly turn: number;
  readonly epoch: number;
  /** When the last exchange ended, or began where that is not told. */
  readonly lastAt: number;
  readonly maxIdleMs: number | undefined;
  readonly compacted: boolean;
}

/** Where an exchange is recorded, and for whom. */
export interface DeclaredBy {
  readonly exchange: string;
  readonly tenant: string;
  readonly key: string;
  /** By which way it came: `import` or `otlp`. */
  readonly node: string;
  readonly surface: string;
}

/** An hour without an exchange: what goes on after it was resumed. */
const RESUMED_AFTER = 3_600_000;

/**
 * The record of an exchange that was told of, and what its session has come to with it. Nothing is told of what the
 * gateway alone could have seen: what was sent, digests, violations.
 *
 * @param before undefined for the first of its session and agent.
 */
export function declaredRecord(
  said: DeclaredExchange,
  before: DeclaredStanding | undefined,
  by: DeclaredBy,
  reading: Reading,
): { readonly record: ExchangeRecord; readonly standing: DeclaredStanding } {
  const { deeds, counts } = readDeeds(
    {
      brought: said.brought.map(({ said: words, results }) => ({
        said: words,
        results: results.map((failed) => failed ?? undefined),
      })),
      answer: said.answer === undefined ? undefined : { text: said.answer.text, toolCalls: said.answer.calls },
    },
    reading,
  );
  const standing = standingAfter(said, before, counts.prompts ?? 0);
  const parts: RecordParts = {
    ...identityOf(said, by),
    ...requestOf(said),
    ...answerOf(said),
    ...sessionOf(said, before, standing),
    served_source: "declared",
    deeds,
    counts,
  };
  return { record: completeRecord(parts), standing };
}

function standingAfter(
  { at, ended_at: ended = at, untimed, compacted }: DeclaredExchange,
  before: DeclaredStanding | undefined,
  prompts: number,
): DeclaredStanding {
  if (before === undefined)
    return { turn: Math.max(1, prompts), epoch: 0, lastAt: ended, maxIdleMs: undefined, compacted };
  const idle = untimed ? undefined : Math.max(0, at - before.lastAt);
  return {
    turn: before.turn + prompts,
    epoch: before.epoch + (compacted ? 1 : 0),
    lastAt: Math.max(before.lastAt, ended),
    maxIdleMs: idle === undefined ? before.maxIdleMs : Math.max(idle, before.maxIdleMs ?? 0),
    compacted: before.compacted || compacted,
  };
}

function identityOf(said: DeclaredExchange, { exchange, tenant, key, node, surface }: DeclaredBy): RecordParts {
  return {
    exchange,
    tenant,
    key,
    node,
    surface,
    session: said.session,
    session_source: "declared",
    agent: said.agent,
    agent_depth: said.agent === undefined ? 0 : 1,
    client: said.client ?? said.source,
    client_version: said.client_version,
    build: said.build,
    operation: "generate",
    path: `declared:${said.source}`,
    streamed: said.streamed,
    received_at: said.at,
    ended_at: said.ended_at,
    first_token_at: said.first_token_at,
    duration_ms: said.ended_at === undefined || said.untimed ? undefined : Math.max(0, said.ended_at - said.at),
    hour: said.untimed ? undefined : new Date(said.at).getUTCHours(),
    upstream: said.provider,
    region: said.region,
    retry: said.retry,
  };
}

function requestOf(said: DeclaredExchange): RecordParts {
  return {
    model_requested: said.model_requested,
    effort_requested: said.effort,
    thinking_requested: said.thinking,
    max_tokens_requested: said.max_tokens,
    temperature_requested: said.temperature,
  };
}

function answerOf(said: DeclaredExchange): RecordParts {
  const { usage, answer } = said;
  const failed = said.outcome === "failed";
  return {
    model_served: said.model_served,
    service_tier_served: said.service_tier,
    response: said.response,
    upstream_request: said.request,
    outcome: said.outcome,
    finish_reason: said.finish_reason,
    error_code: failed ? (said.error_code ?? "declared") : said.error_code,
    input_tokens: usage.input,
    output_tokens: usage.output,
    cache_read_tokens: usage.cache_read,
    cache_write_tokens: usage.cache_write ?? sumOf(usage.cache_write_5m, usage.cache_write_1h),
    cache_write_5m_tokens: usage.cache_write_5m,
    cache_write_1h_tokens: usage.cache_write_1h,
    reasoning_tokens: usage.reasoning,
    tool_calls: answer?.calls.map(({ name }) => name),
    text_length: answer?.text.length,
  };
}

function sumOf(...values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
}

function sessionOf(said: DeclaredExchange, before: DeclaredStanding | undefined, after: DeclaredStanding): RecordParts {
  const idle = before === undefined || said.untimed ? undefined : Math.max(0, said.at - before.lastAt);
  const tokens = said.usage.input;
  return {
    turn: after.turn,
    epoch: after.epoch,
    epoch_reason: after.epoch > (before?.epoch ?? -1) ? (before === undefined ? "start" : "compaction") : undefined,
    idle_ms: idle,
    idle_bucket: before === undefined || idle !== undefined ? idleBucket(idle) : undefined,
    max_idle_ms: after.maxIdleMs,
    context_tokens: tokens,
    context_bucket: tokens === undefined ? undefined : contextBucket(tokens),
    compacted: after.compacted,
    resumed: (after.maxIdleMs ?? 0) > RESUMED_AFTER,
  };
}

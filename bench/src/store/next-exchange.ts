import type { ExchangeRecord } from "../../../server/src/exchange/columns.ts";
import { completeRecord, type RecordParts } from "../../../server/src/exchange/record.ts";
import { contextBucket, idleBucket } from "../../../server/src/session/attributes.ts";
import { hex, pickOne, type Random } from "./draw.ts";
import { AGENT, type Session } from "./session.ts";
import { skeletonOf } from "./skeleton.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TOOLS = ["Read", "Edit", "Bash", "Grep", "Glob", "Write", "WebFetch", "Task"];
const VIOLATIONS = ["EFFORT_MISMATCH", "MODEL_MISMATCH", "REASONING_LOST", "PROMPT_UNREGISTERED"];

/** The next exchange of a session, which goes on by it. */
export function nextExchange(random: Random, id: string, session: Session, at: number): ExchangeRecord {
  const idle = session.exchanges === 0 ? undefined : Math.max(0, at - session.lastAt);
  const duration = Math.floor(400 + 4_000 * -Math.log(1 - random()));
  const written = Math.floor(20 + 600 * -Math.log(1 - random()));
  const calls = session.surface === AGENT && random() < 0.7 ? [pickOne(random, TOOLS)] : [];
  const added = session.exchanges === 0 ? 1 : 2;
  session.messages += session.exchanges === 0 ? 0 : added;
  session.context = Math.min(400_000, session.context + written + Math.floor(random() * 4_000));
  session.maxIdle = Math.max(session.maxIdle, idle ?? 0);
  if (calls.length === 0) session.turn++;
  const failed = random() < 0.01;
  const served = random() < 0.005 ? "model-other" : session.model;
  const violations = [
    ...(served === session.model ? [] : ["MODEL_MISMATCH"]),
    ...(random() < 0.01 ? [pickOne(random, VIOLATIONS)] : []),
  ];
  const cached = Math.floor(session.context * (idle !== undefined && idle < 5 * MINUTE ? 0.9 : 0.2));
  const effort =
    session.effort === ""
      ? {}
      : { effort_requested: session.effort, effort_sent: session.effort, effort_contracted: "high" };
  const record = asRead({
    exchange: id,
    session: session.id,
    session_source: session.client === "" ? "prefix" : "client",
    epoch_reason: "start",
    turn: session.turn,
    role: session.role,
    parent_exchange: session.last,
    tenant: session.tenant,
    key: session.key,
    client: session.client,
    client_version: session.client === "" ? "" : session.clientVersion,
    node: `node-${Math.floor(random() * 4)}/0`,
    snapshot: 7,
    format: "anthropic-messages",
    operation: "generate",
    path: "/v1/messages",
    streamed: true,
    received_at: at,
    first_byte_at: at + 200,
    first_token_at: at + 350,
    ended_at: at + duration,
    duration_ms: duration,
    surface: session.surface,
    version: session.version,
    contract_digest: `sha256:${session.surface}-${session.version}`.padEnd(71, "0"),
    audience: session.audience,
    mode: "enforce",
    channel: "stable",
    chosen_by: "binding",
    pin: session.exchanges === 0 ? "first" : "kept",
    model_requested: session.model,
    model_contracted: session.model,
    model_sent: session.model,
    model_served: failed ? undefined : served,
    ...effort,
    max_tokens_requested: 32_000,
    max_tokens_sent: 32_000,
    tools_digest_requested: `sha256:tools-${session.clientVersion}`.padEnd(71, "0"),
    tools_digest_sent: `sha256:tools-${session.clientVersion}`.padEnd(71, "0"),
    served_source: "observed",
    prompt_digest: `sha256:prompt-${session.surface}-${session.clientVersion}`.padEnd(71, "0"),
    prompt_sections: ["identity", "tools", "safety"].map((name) => `${name}=sha256:${session.version}`.padEnd(80, "0")),
    prompt_registered: true,
    tools_count: session.surface === AGENT ? 18 : 0,
    messages_count: session.messages,
    chain_digest: hex(random, 32),
    attempts: JSON.stringify([
      { upstream: "anthropic", region: "", status: 200, ms: duration - 10, ended: "answered" },
    ]),
    attempts_count: 1,
    upstream: "anthropic",
    upstream_status: failed ? 529 : 200,
    upstream_request: `req_${hex(random, 24)}`,
    response: `msg_${hex(random, 24)}`,
    delegated: served !== session.model,
    status: failed ? 529 : 200,
    outcome: failed ? "failed" : random() < 0.02 ? "cancelled" : "complete",
    finish_reason: calls.length > 0 ? "tool_use" : "end_turn",
    error_code: failed ? "overloaded_error" : "",
    ...(failed ? {} : { input_tokens: session.context, output_tokens: written, cache_read_tokens: cached }),
    ...(failed ? {} : { cache_write_5m_tokens: session.context - cached, cache_write_1h_tokens: 0 }),
    ...(failed ? {} : { cache_write_tokens: session.context - cached }),
    // In 1024ths of a cent: sums of such numbers are exact, whatever their order.
    cost_usd: failed ? undefined : Math.ceil(session.context / 16 + written) / 102_400 / 1.25,
    service_tier_served: "standard",
    tool_calls: calls,
    text_length: written * 4,
    request_bytes: session.context * 4,
    response_bytes: written * 5,
    idle_ms: idle,
    idle_bucket: idleBucket(idle),
    max_idle_ms: session.maxIdle,
    context_tokens: session.context,
    context_bucket: contextBucket(session.context),
    resumed: idle !== undefined && idle > HOUR,
    reasoning_kept: session.exchanges === 0 ? undefined : random() < 0.99,
    prefix_stable: session.exchanges === 0 ? undefined : random() < 0.97,
    cache_bytes_changed: session.exchanges === 0 ? undefined : random() < 0.03,
    hour: new Date(at).getUTCHours(),
    violations,
    violation_details:
      violations.length === 0
        ? ""
        : JSON.stringify(violations.map((one) => ({ id: one, severity: "warn", began: id }))),
    signals: {
      reads_per_edit: random(),
      premature_stop: random() < 0.05 ? 1 : 0,
      tool_error_rate: Math.floor(random() * 20) / 100,
    },
    request_digest: `sha256:${hex(random, 64)}`,
    response_digest: `sha256:${hex(random, 64)}`,
    skeleton: skeletonOf(random, session.surface === AGENT, session.last, session.messages - added, added),
  });
  session.last = id;
  session.exchanges++;
  session.lastAt = at + duration;
  return record;
}

/** A record as it comes out of the spool: its texts are read, not put together. */
function asRead(parts: RecordParts): ExchangeRecord {
  return completeRecord(JSON.parse(JSON.stringify(parts)) as RecordParts);
}

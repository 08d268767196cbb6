import { seededRandom } from "../../../server/src/lab/provider/seeded.ts";
import { idGenerator } from "../../../server/src/core/id.ts";
import type { ExchangeRecord } from "../../../server/src/exchange/columns.ts";
import { completeRecord, type RecordParts } from "../../../server/src/exchange/record.ts";
import { contextBucket, idleBucket } from "../../../server/src/session/attributes.ts";
import { skeletonOf } from "./skeleton.ts";

/** What traffic is made. */
export interface TrafficOptions {
  readonly seed: string;
  /** Exchanges in all; times are spread over `spanMs` by their number. */
  readonly exchanges: number;
  /** Milliseconds since the epoch at which the first one comes. */
  readonly from: number;
  readonly spanMs: number;
}

type Random = () => number;

/** Exchanges of a session on the mean; sessions are geometric: many short ones, some very long. */
const SESSION_LENGTH = 12;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The surface whose requests offer tools. */
const AGENT = "code-assistant";
const SURFACES = [AGENT, "support-chat", "search-answers", "report-writer", "triage"];
const ROLES = ["main", "main", "main", "main", "searcher", "searcher", "title", "compaction"];
const EFFORTS = ["high", "high", "medium", "low", ""];
const CLIENTS = ["claude-code", "openai-python", "ai-sdk", "codex", "openai-node", ""];
const TOOLS = ["Read", "Edit", "Bash", "Grep", "Glob", "Write", "WebFetch", "Task"];
const AUDIENCES = ["", "", "", "free", "enterprise"];
const VIOLATIONS = ["EFFORT_MISMATCH", "MODEL_MISMATCH", "REASONING_LOST", "PROMPT_UNREGISTERED"];

interface Session {
  readonly id: string;
  readonly surface: string;
  readonly version: string;
  readonly tenant: string;
  readonly key: string;
  readonly client: string;
  readonly clientVersion: string;
  readonly audience: string;
  readonly model: string;
  readonly effort: string;
  readonly role: string;
  last: string;
  exchanges: number;
  turn: number;
  messages: number;
  context: number;
  lastAt: number;
  maxIdle: number;
}

/**
 * Exchanges of many sessions, in the order of their times, the same for the same seed: five
 * surfaces of a few versions, a dozen models, three hundred client versions and three thousand
 * tenants (all with a long tail), sessions with idle gaps around two minutes (log-normal, the
 * 99th percentile near 25 minutes) of which some are left for hours.
 */
export function* traffic(options: TrafficOptions): Generator<ExchangeRecord> {
  const random = seededRandom(options.seed);
  const step = options.spanMs / options.exchanges;
  const due = new DueSessions();
  let now = options.from;
  const newId = idGenerator(
    () => Math.floor(now),
    (into) => into.map((_, at) => (into[at] = Math.floor(random() * 256))),
  );
  for (let made = 0; made < options.exchanges; made++) {
    now = options.from + made * step;
    // A session that is due goes on; while none is, a new one begins.
    const session = due.take(now) ?? newSession(random, newId, now, (now - options.from) / options.spanMs);
    yield exchange(random, newId(), session, Math.floor(now));
    if (random() < 1 - 1 / SESSION_LENGTH) due.put(now + gap(random), session);
  }
}

function newSession(random: Random, newId: () => string, now: number, age: number): Session {
  const surface = longTail(random, SURFACES);
  const tenant = `tenant-${longTailIndex(random, 3_000)}`;
  // A release every tenth of the time, the last two in use side by side.
  const release = Math.max(0, Math.floor(age * 10) - (random() < 0.3 ? 1 : 0));
  return {
    id: newId(),
    surface,
    version: `1.${release}.0`,
    tenant,
    key: `key_${tenant}`,
    client: longTail(random, CLIENTS),
    clientVersion: `2.${longTailIndex(random, 10)}.${longTailIndex(random, 30)}`,
    audience: pickOne(random, AUDIENCES),
    model: `model-${longTailIndex(random, 12)}`,
    effort: pickOne(random, EFFORTS),
    role: pickOne(random, ROLES),
    last: "",
    exchanges: 0,
    turn: 1,
    messages: 1,
    context: 2_000 + Math.floor(random() * 12_000),
    lastAt: now,
    maxIdle: 0,
  };
}

function exchange(random: Random, id: string, session: Session, at: number): ExchangeRecord {
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

/** Log-normal around two minutes; one in forty leaves for one to thirty hours. */
function gap(random: Random): number {
  if (random() < 0.025) return HOUR * (1 + 29 * random());
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return 123_000 * Math.exp(1.07 * normal);
}

function pickOne<T>(random: Random, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)]!;
}

/** The first is the most frequent, the last the rarest (Zipf, exponent 1). */
function longTail<T>(random: Random, choices: readonly T[]): T {
  return choices[longTailIndex(random, choices.length)]!;
}

function longTailIndex(random: Random, count: number): number {
  return Math.min(count - 1, Math.floor((count + 1) ** random()) - 1);
}

function hex(random: Random, length: number): string {
  let text = "";
  while (text.length < length)
    text += Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, "0");
  return text.slice(0, length);
}

/** Sessions by the time at which they go on: a binary heap. */
class DueSessions {
  readonly #heap: { readonly at: number; readonly session: Session }[] = [];

  put(at: number, session: Session): void {
    const heap = this.#heap;
    let index = heap.push({ at, session }) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (heap[parent]!.at <= heap[index]!.at) break;
      [heap[parent], heap[index]] = [heap[index]!, heap[parent]!];
      index = parent;
    }
  }

  take(now: number): Session | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || first.at > now) return undefined;
    const last = heap.pop()!;
    if (heap.length > 0) {
      heap[0] = last;
      this.#sink();
    }
    return first.session;
  }

  #sink(): void {
    const heap = this.#heap;
    for (let index = 0; ;) {
      const left = 2 * index + 1;
      if (left >= heap.length) return;
      const right = left + 1;
      const child = right < heap.length && heap[right]!.at < heap[left]!.at ? right : left;
      if (heap[index]!.at <= heap[child]!.at) return;
      [heap[index], heap[child]] = [heap[child]!, heap[index]!];
      index = child;
    }
  }
}

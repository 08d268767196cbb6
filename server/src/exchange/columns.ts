import { FIELD_NAMES, type FieldName } from "../wire/facts.ts";

/**
 * What a column of the exchange record can hold.
 *
 * - `text`: any text, empty when there is none. `category`: a text with few different values.
 * - `count`: a whole number from 0. `number`: a number or nothing. `time`: milliseconds since the
 *   epoch or nothing. `flag`: true or false. `maybe`: true, false or nothing.
 * - `texts`: a list of texts. `numbers`: numbers by name. `json`: a JSON text, empty when there is none.
 */
export type ColumnType =
  | "text"
  | "category"
  | "count"
  | "number"
  | "time"
  | "flag"
  | "maybe"
  | "texts"
  | "numbers"
  | "json";

/** One column: its name, what it holds, and one sentence for people. */
export interface ColumnSpec {
  readonly name: string;
  readonly type: ColumnType;
  readonly doc: string;
}

/** What each type of column holds. */
export interface ValueOf {
  text: string;
  category: string;
  count: number;
  number: number | null;
  time: number | null;
  flag: boolean;
  maybe: boolean | null;
  texts: readonly string[];
  numbers: Readonly<Record<string, number>>;
  json: string;
}

const IDENTITY = [
  { name: "exchange", type: "text", doc: "Id of the exchange (UUIDv7)." },
  { name: "session", type: "text", doc: "Id of the conversation, as its client names it where it does." },
  { name: "session_source", type: "category", doc: "How the session was recognised: header, client, prefix, new." },
  {
    name: "epoch",
    type: "count",
    doc: "Part of the session between compactions, forks, rewinds and model switches, from 0.",
  },
  {
    name: "epoch_reason",
    type: "category",
    doc: "What began the epoch: start, compaction, rewind, model_switch, fork, rewrite.",
  },
  { name: "turn", type: "count", doc: "User turn in the session, from 1." },
  { name: "role", type: "category", doc: "Role of the contract that spoke." },
  { name: "agent", type: "text", doc: "Sub-agent inside the session; empty for the main one." },
  { name: "parent_exchange", type: "text", doc: "Exchange of the parent agent from which this one came." },
  { name: "tenant", type: "category", doc: "Tenant of the key." },
  { name: "key", type: "category", doc: "Id of the key (never the key)." },
  { name: "client", type: "category", doc: "Client software, where known." },
  { name: "client_version", type: "category", doc: "Version of the client software." },
  { name: "build", type: "category", doc: "Build that the product reported (`bellwether-build`)." },
  { name: "flags", type: "texts", doc: "Feature flags that the product reported (`bellwether-flags`)." },
  { name: "node", type: "category", doc: "Gateway node and worker." },
  { name: "snapshot", type: "count", doc: "Revision of the snapshot that the gateway served from." },
  { name: "format", type: "category", doc: "Wire format of the caller." },
  { name: "operation", type: "category", doc: "generate, count_tokens, models, other or unclear." },
  { name: "traceparent", type: "text", doc: "W3C trace context that came with the request." },
  { name: "path", type: "category", doc: "Path of the request, without its query." },
  { name: "streamed", type: "flag", doc: "Whether the answer was asked for as a stream." },
  { name: "synthetic", type: "flag", doc: "Lab, test or probe traffic: left out of every figure unless asked for." },
  { name: "erased", type: "flag", doc: "Content and identifiers were erased on request; what is left names nobody." },
] as const satisfies readonly ColumnSpec[];

const TIMES = [
  { name: "received_at", type: "time", doc: "When the request's headers had been read." },
  { name: "first_byte_at", type: "time", doc: "When the upstream's answer began." },
  {
    name: "chunk_gaps",
    type: "numbers",
    doc: "Of a stream, how many pieces came up to so many milliseconds after the one before (`10` to `81920`, `more`), and `ms` of all of it.",
  },
  { name: "first_token_at", type: "time", doc: "When the first event with content, or the whole answer, had come." },
  { name: "ended_at", type: "time", doc: "When the exchange ended." },
  {
    name: "virtual_at",
    type: "time",
    doc: "The time that a test played (`bellwether-clock`); nothing where it was the clock's own.",
  },
  { name: "duration_ms", type: "number", doc: "From received to ended, in milliseconds." },
] as const satisfies readonly ColumnSpec[];

const CONTRACT = [
  { name: "surface", type: "category", doc: "Surface of the contract." },
  { name: "version", type: "category", doc: "Version of the contract." },
  { name: "contract_digest", type: "category", doc: "Digest of the contract." },
  { name: "audience", type: "category", doc: "Audience whose values applied." },
  { name: "mode", type: "category", doc: "observe, verify or enforce." },
  { name: "channel", type: "category", doc: "Channel by which the version was found." },
  { name: "chosen_by", type: "category", doc: "How the contract was chosen: header, binding, prompt, only, session." },
  { name: "rollout", type: "category", doc: "Rollout that assigned the arm." },
  { name: "stage", type: "category", doc: "Stage of the rollout." },
  { name: "arm", type: "category", doc: "baseline or candidate." },
  { name: "probability", type: "number", doc: "Probability of the arm at assignment time." },
  { name: "pin", type: "category", doc: "first, kept, assumed or follow: how the session holds its version." },
  {
    name: "choice",
    type: "category",
    doc: "Choices of the tenant by which the contract holds, `NOTICE:out`, `:in` or `:default`; empty where none changes anything.",
  },
] as const satisfies readonly ColumnSpec[];

const NUMERIC_FIELDS = new Set<FieldName>(["max_tokens", "temperature"]);
const STATES = ["requested", "contracted", "sent", "served"] as const;

/** The four states of a compared field. */
export type FieldState = (typeof STATES)[number];
type NumericField = "max_tokens" | "temperature";
type FieldColumn<F extends FieldName> = F extends NumericField
  ? { name: `${F}_${FieldState}`; type: "number"; doc: string }
  : { name: `${F}_${FieldState}`; type: "category"; doc: string };
type FieldColumnOrSource =
  | { [F in FieldName]: FieldColumn<F> }[FieldName]
  | { name: `${FieldName}_source`; type: "category"; doc: string };

const FIELDS: readonly FieldColumnOrSource[] = FIELD_NAMES.flatMap((field) => [
  ...STATES.map(
    (state) =>
      ({
        name: `${field}_${state}`,
        type: NUMERIC_FIELDS.has(field) ? "number" : "category",
        doc: `The ${field.replaceAll("_", " ")} as ${state}.`,
      }) as FieldColumnOrSource,
  ),
  {
    name: `${field}_source`,
    type: "category",
    doc: `How the served ${field.replaceAll("_", " ")} is known: observed, declared or unavailable.`,
  },
]);

const CONTENT = [
  { name: "prompt_digest", type: "category", doc: "Digest of the masked system prompt as sent." },
  {
    name: "prompt_sections",
    type: "texts",
    doc: "Digest of each section of the system prompt, volatile parts masked: `id=sha256:...`.",
  },
  { name: "prompt_registered", type: "maybe", doc: "Whether every section is one that the contract declares." },
  { name: "tools_count", type: "count", doc: "Tools offered." },
  { name: "messages_count", type: "count", doc: "Messages of the history." },
  { name: "chain_digest", type: "text", doc: "Digest of the canonical messages, one after the other." },
  { name: "attempts", type: "json", doc: "Tries: upstream, region, status, latency in ms, why each ended." },
  { name: "attempts_count", type: "count", doc: "Number of tries." },
  { name: "upstream", type: "category", doc: "Upstream that answered." },
  { name: "upstream_status", type: "number", doc: "HTTP status of the upstream's answer." },
  { name: "upstream_request", type: "text", doc: "The provider's id of the request." },
  { name: "response", type: "text", doc: "The provider's id of the answer." },
  {
    name: "delegated",
    type: "flag",
    doc: "Whether another model than the contracted one answered, in whole or in part.",
  },
  { name: "delegations", type: "json", doc: "Delegation events: from, to, rule, reason." },
  { name: "steps", type: "texts", doc: "Pre- and post-processing steps that the product reported: `name@version`." },
] as const satisfies readonly ColumnSpec[];

const OUTCOME = [
  { name: "status", type: "count", doc: "HTTP status that the caller got." },
  { name: "outcome", type: "category", doc: "complete, cut, cancelled, refused, failed or interrupted." },
  { name: "finish_reason", type: "category", doc: "Why the answer ended, as the provider says." },
  { name: "error_code", type: "category", doc: "Our error code, or the provider's error type." },
  { name: "error_message", type: "text", doc: "What was said of the error." },
  { name: "input_tokens", type: "number", doc: "Tokens read: fresh, from the cache and written to it." },
  { name: "output_tokens", type: "number", doc: "Tokens written, reasoning included." },
  { name: "cache_read_tokens", type: "number", doc: "Tokens read from the provider's cache." },
  { name: "cache_write_5m_tokens", type: "number", doc: "Tokens written to the cache for five minutes." },
  { name: "cache_write_1h_tokens", type: "number", doc: "Tokens written to the cache for an hour." },
  { name: "cache_write_tokens", type: "number", doc: "Tokens written to the cache for any time." },
  { name: "reasoning_tokens", type: "number", doc: "Tokens of reasoning, where the provider says." },
  { name: "iterations", type: "json", doc: "Inferences that the provider ran inside the exchange: type and model." },
  { name: "cost_usd", type: "number", doc: "Cost in US dollars; nothing when the price is not known." },
  { name: "cost_requested_usd", type: "number", doc: "Cost had the requested model served." },
  { name: "price_digest", type: "category", doc: "Digest of the price table that was used." },
  { name: "service_tier_requested", type: "category", doc: "Service tier asked for." },
  { name: "service_tier_served", type: "category", doc: "Service tier that the provider says it used." },
  { name: "applied_edits", type: "texts", doc: "Context edits that the provider says it applied." },
  { name: "cache_miss_reason", type: "category", doc: "The provider's own reason for a cache miss." },
  { name: "tool_calls", type: "texts", doc: "Names of the tools that the answer calls, in order." },
  { name: "text_length", type: "number", doc: "Characters of visible text in the answer." },
  { name: "request_bytes", type: "number", doc: "Length of the request body." },
  { name: "response_bytes", type: "number", doc: "Length of the response body as delivered." },
] as const satisfies readonly ColumnSpec[];

const SESSION = [
  { name: "idle_ms", type: "number", doc: "Milliseconds since the session's last exchange ended." },
  { name: "idle_bucket", type: "category", doc: "first, <1m, 1-5m, 5-60m, >1h or >24h." },
  { name: "max_idle_ms", type: "number", doc: "Longest idle gap of the session so far." },
  {
    name: "context_tokens",
    type: "number",
    doc: "Tokens of context: input as the provider counted it, else bytes / 4.",
  },
  { name: "context_bucket", type: "category", doc: "<8k, 8-32k, 32-100k, 100-200k, 200k-1M or >1M." },
  {
    name: "resumed",
    type: "flag",
    doc: "The session began with a history that this gateway had not seen, or went on after more than an hour.",
  },
  { name: "compacted", type: "flag", doc: "The session has been compacted before." },
  { name: "agent_depth", type: "count", doc: "Levels of agents above this one." },
  { name: "retry", type: "flag", doc: "The same request as the one before: a client's retry." },
  { name: "reasoning_kept", type: "maybe", doc: "Every reasoning block returned in this epoch is in the request." },
  { name: "prefix_stable", type: "maybe", doc: "The messages extend those of the exchange before." },
  {
    name: "cache_bytes_changed",
    type: "maybe",
    doc: "The bytes of system and tools changed since the exchange before.",
  },
  { name: "hour", type: "count", doc: "Hour of the day, UTC." },
  { name: "region", type: "category", doc: "Region of the upstream, where configured." },
  { name: "journeys", type: "texts", doc: "Journeys that the request belongs to." },
  { name: "violations", type: "texts", doc: "Ids of violated invariants, most severe first." },
  {
    name: "violation_details",
    type: "json",
    doc: "Each violation: id, severity, what was compared, and the exchange where it began.",
  },
  {
    name: "deeds",
    type: "texts",
    doc: "What the answer's calls do, in order: kind, mark of the call, marks of its files; no text can be told from them.",
  },
  {
    name: "counts",
    type: "numbers",
    doc: "What the exchange adds to behaviour signals, by name: prompts, corrections, words and others.",
  },
  { name: "signals", type: "numbers", doc: "Behaviour signals by name." },
  { name: "request_digest", type: "text", doc: "Digest of the request body as received." },
  {
    name: "sent_digest",
    type: "text",
    doc: "Digest of the request body as sent upstream; empty when no byte changed.",
  },
  { name: "response_digest", type: "text", doc: "Digest of the response body as delivered." },
  {
    name: "skeleton",
    type: "json",
    doc: "Structure of the request, every text replaced by its length and keyed HMAC.",
  },
] as const satisfies readonly ColumnSpec[];

type Columns =
  | (typeof IDENTITY)[number]
  | (typeof TIMES)[number]
  | (typeof CONTRACT)[number]
  | FieldColumnOrSource
  | (typeof CONTENT)[number]
  | (typeof OUTCOME)[number]
  | (typeof SESSION)[number];

/** Name of a column of the exchange record. */
export type ColumnName = Columns["name"];

/** One exchange as it is stored and queried: a value for every column. */
export type ExchangeRecord = { [C in Columns as C["name"]]: ValueOf[C["type"]] };

/** Every column, in the order in which people read them. One place says what a record holds. */
export const COLUMNS: readonly (ColumnSpec & { readonly name: ColumnName })[] = [
  ...IDENTITY,
  ...TIMES,
  ...CONTRACT,
  ...FIELDS,
  ...CONTENT,
  ...OUTCOME,
  ...SESSION,
];

const BY_NAME = new Map<string, ColumnSpec & { readonly name: ColumnName }>(
  COLUMNS.map((column) => [column.name, column]),
);

/** The column of a name, if there is one. */
export function columnNamed(name: string): (ColumnSpec & { readonly name: ColumnName }) | undefined {
  return BY_NAME.get(name);
}

import { createHmac } from "node:crypto";
import { FIELD_NAMES, type FieldName } from "../wire/facts.ts";
import { type ColumnName, COLUMNS, type ExchangeRecord } from "./columns.ts";
import { emptyValue } from "./record.ts";

/** Whose records are erased: all of a tenant, or those of one user of it. */
export type EraseScope =
  | { readonly kind: "tenant"; readonly tenant: string }
  | {
      readonly kind: "user";
      readonly tenant: string;
      /** Ids of the user's conversations, as their client names them. */
      readonly sessions: readonly string[];
      /** The user's ids as skeletons show them: concealed with the tenant's key. */
      readonly marks: readonly string[];
      /** The user's ids as they are, of which scores may be. */
      readonly units?: readonly string[];
    };

/** Fields whose values say what the service did, and nothing of who asked or what was said. */
const KEPT_FIELDS: readonly FieldName[] = [
  "model",
  "weights",
  "effort",
  "thinking",
  "max_tokens",
  "temperature",
  "cache_ttl",
  "context_edits",
];

const STATES = ["requested", "contracted", "sent", "served"] as const;

/**
 * What an erased record keeps: how the service behaved, so that figures over time stay what they
 * were. A column that is not named here is erased: a new one has to be argued in, not out.
 */
const KEPT: ReadonlySet<string> = new Set<string>(
  [
    "exchange erased session_source epoch epoch_reason turn role agent_depth node snapshot format operation streamed",
    "synthetic hour region received_at first_byte_at first_token_at chunk_gaps ended_at duration_ms",
    "surface version contract_digest audience mode channel chosen_by rollout stage arm probability pin choice",
    "prompt_registered tools_count messages_count attempts_count upstream upstream_status",
    "delegated status outcome finish_reason error_code violations counts signals applied_edits cache_miss_reason",
    "input_tokens output_tokens cache_read_tokens cache_write_5m_tokens cache_write_1h_tokens cache_write_tokens",
    "reasoning_tokens cost_usd cost_requested_usd price_digest service_tier_requested service_tier_served",
    "idle_ms idle_bucket max_idle_ms context_tokens context_bucket resumed compacted retry",
    "reasoning_kept prefix_stable cache_bytes_changed",
    KEPT_FIELDS.flatMap((field) => STATES.map((state) => `${field}_${state}`)).join(" "),
    FIELD_NAMES.map((field) => `${field}_source`).join(" "),
  ].flatMap((names) => names.split(" ")),
);

/** Digests of what was said: of these an erased record keeps a salted form. */
export const SALTED_COLUMNS = ["request_digest", "sent_digest", "response_digest"] as const;

/** The columns that are emptied; the tenant's name only where the tenant itself is erased. */
export function erasedColumns(scope: EraseScope["kind"]): readonly ColumnName[] {
  return COLUMNS.map(({ name }) => name).filter((name) => !KEPT.has(name) && (name !== "tenant" || scope === "tenant"));
}

/** Makes the salted form of a digest; empty of an empty one. */
export type Salt = (exchange: string, digest: string) => string;

/**
 * Salted digests with a key of the installation's own: whoever holds the key and a receipt can
 * show that the receipt is of this exchange; nobody can find a short text by trying, and once the
 * key is gone nobody can do either.
 */
export function saltWith(key: Uint8Array): Salt {
  return (exchange, digest) =>
    digest === "" ? "" : `salted:${createHmac("sha256", key).update(`${exchange}\u0000${digest}`).digest("hex")}`;
}

/** What is left of a record when it is erased. An erased record stays as it is. */
export function eraseRecord(record: ExchangeRecord, scope: EraseScope["kind"], salt: Salt): ExchangeRecord {
  const left: Record<string, unknown> = { ...record, erased: true };
  const gone = new Set<string>(erasedColumns(scope));
  for (const { name, type } of COLUMNS) if (gone.has(name)) left[name] = emptyValue(type);
  for (const name of SALTED_COLUMNS) left[name] = record.erased ? record[name] : salt(record.exchange, record[name]);
  return left as ExchangeRecord;
}

/** Keys under which clients name their user in a request. */
const USER_KEYS = ["user_id", "user", "safety_identifier"] as const;

/** How a skeleton shows that a request named this user. */
export function marksIn(marks: readonly string[]): readonly string[] {
  return marks.flatMap((mark) => USER_KEYS.map((key) => `${JSON.stringify(key)}:${JSON.stringify(mark)}`));
}

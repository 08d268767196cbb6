import type { Selectable } from "kysely";
import type { Opt } from "../../contract/notices/terms.ts";
import type {
  ChainedEntry,
  StoredChoice,
  StoredErasure,
  StoredGateResult,
  StoredKey,
} from "../../control/control-store.ts";
import type { KeyKind } from "../../gateway/key.ts";
import type { ControlTables } from "./schema.ts";

type KeyRow = Selectable<ControlTables["keys"]>;

/** A key as its row holds it. */
export function fromKey(key: StoredKey): KeyRow {
  return {
    id: key.id,
    hash: key.hash,
    kind: key.kind,
    tenant: key.tenant,
    surface: key.surface ?? null,
    audience: key.audience ?? null,
    channel: key.channel ?? null,
    trusted: key.trusted ? 1 : 0,
    name: key.name,
    created_at: key.createdAt,
    expires_at: key.expiresAt ?? null,
    revoked_at: key.revokedAt ?? null,
  };
}

/** A key of a row. */
export function toKey(row: KeyRow): StoredKey {
  return {
    id: row.id,
    hash: row.hash,
    kind: row.kind as KeyKind,
    tenant: row.tenant,
    ...(row.surface === null ? {} : { surface: row.surface }),
    ...(row.audience === null ? {} : { audience: row.audience }),
    ...(row.channel === null ? {} : { channel: row.channel }),
    trusted: Number(row.trusted) === 1,
    name: row.name,
    createdAt: Number(row.created_at),
    ...(row.expires_at === null ? {} : { expiresAt: Number(row.expires_at) }),
    ...(row.revoked_at === null ? {} : { revokedAt: Number(row.revoked_at) }),
  };
}

/** An entry of the log. */
export function toEntry({ seq: _seq, at, number, ...entry }: Selectable<ControlTables["audit"]>): ChainedEntry {
  return { ...entry, at: Number(at), number: Number(number) };
}

/** A result of a gate. */
export function toGateResult({ at, verdict, ...result }: Selectable<ControlTables["gate_results"]>): StoredGateResult {
  return { ...result, verdict: verdict as StoredGateResult["verdict"], at: Number(at) };
}

/** A tenant's choice. */
export function toChoice({ at, choice, ...rest }: Selectable<ControlTables["choices"]>): StoredChoice {
  return { ...rest, choice: choice as Opt, at: Number(at) };
}

/** An order to erase. */
export function toErasure(row: Selectable<ControlTables["erasures"]>): StoredErasure {
  return {
    id: row.id,
    kind: row.kind as StoredErasure["kind"],
    before: Number(row.before),
    tenant: row.tenant,
    sessions: JSON.parse(row.sessions) as string[],
    marks: JSON.parse(row.marks) as string[],
    ...(row.done_at === null ? {} : { doneAt: Number(row.done_at) }),
  };
}

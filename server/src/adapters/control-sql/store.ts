import type { Kysely, Selectable, Transaction } from "kysely";
import { Migrator } from "kysely";
import { BellwetherError, isBellwetherError } from "../../core/error.ts";
import type { AuditEntry, ControlChange, ControlState, ControlStore, StoredKey } from "../../control/control-store.ts";
import type { KeyKind } from "../../gateway/key.ts";
import { controlMigrations } from "./migrations.ts";
import type { ControlTables } from "./schema.ts";

/** The control store over any database that Kysely speaks to. */
export class SqlControlStore implements ControlStore {
  readonly #db: Kysely<ControlTables>;

  constructor(db: Kysely<ControlTables>) {
    this.#db = db;
  }

  async migrate(): Promise<void> {
    await reach(async () => {
      const migrator = new Migrator({ db: this.#db, provider: controlMigrations });
      const { error } = await migrator.migrateToLatest();
      if (error !== undefined) throw error;
    });
  }

  async state(): Promise<ControlState> {
    return reach(() =>
      this.#db.transaction().execute(async (tx) => {
        const { revision } = await tx.selectFrom("state").select("revision").executeTakeFirstOrThrow();
        const keys = await tx.selectFrom("keys").selectAll().orderBy("created_at").execute();
        const contracts = await tx
          .selectFrom("contracts")
          .selectAll()
          .orderBy("surface")
          .orderBy("registered_at")
          .execute();
        const channels = await tx.selectFrom("channels").selectAll().execute();
        return {
          revision,
          keys: keys.map(toKey),
          contracts: contracts.map(({ registered_at, ...contract }) => ({
            ...contract,
            registeredAt: Number(registered_at),
          })),
          channels,
        };
      }),
    );
  }

  async apply(change: ControlChange): Promise<number> {
    return reach(() => this.#db.transaction().execute((tx) => applyIn(tx, change)));
  }

  async audit(limit: number): Promise<readonly AuditEntry[]> {
    return reach(async () => {
      const rows = await this.#db.selectFrom("audit").selectAll().orderBy("seq", "desc").limit(limit).execute();
      return rows.map(({ seq: _seq, at, ...entry }) => ({ ...entry, at: Number(at) }));
    });
  }

  async close(): Promise<void> {
    await this.#db.destroy();
  }
}

async function applyIn(tx: Transaction<ControlTables>, change: ControlChange): Promise<number> {
  for (const key of change.insertKeys ?? []) await tx.insertInto("keys").values(fromKey(key)).execute();
  for (const { id, expiresAt, revokedAt } of change.endKeys ?? []) {
    const set = {
      ...(expiresAt === undefined ? {} : { expires_at: expiresAt }),
      ...(revokedAt === undefined ? {} : { revoked_at: revokedAt }),
    };
    await tx.updateTable("keys").set(set).where("id", "=", id).execute();
  }
  for (const { registeredAt, ...contract } of change.insertContracts ?? []) {
    await tx
      .insertInto("contracts")
      .values({ ...contract, registered_at: registeredAt })
      .execute();
  }
  for (const channel of change.setChannels ?? []) {
    await tx
      .insertInto("channels")
      .values(channel)
      .onConflict((conflict) => conflict.columns(["surface", "channel"]).doUpdateSet({ version: channel.version }))
      .execute();
  }
  await tx.insertInto("audit").values(change.audit).execute();
  await tx
    .updateTable("state")
    .set((update) => ({ revision: update("revision", "+", 1) }))
    .execute();
  const { revision } = await tx.selectFrom("state").select("revision").executeTakeFirstOrThrow();
  return revision;
}

type KeyRow = Selectable<ControlTables["keys"]>;

function fromKey(key: StoredKey): KeyRow {
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

function toKey(row: KeyRow): StoredKey {
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

async function reach<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isBellwetherError(cause)) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new BellwetherError("store_unreachable", `the control store does not answer: ${message}`, { cause });
  }
}

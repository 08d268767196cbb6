import type { Kysely, Selectable, Transaction } from "kysely";
import { Migrator } from "kysely";
import { BellwetherError, isBellwetherError } from "../../core/error.ts";
import type {
  ChainedEntry,
  ControlChange,
  ControlState,
  ControlStore,
  StoredErasure,
  StoredGateResult,
  StoredKey,
} from "../../control/control-store.ts";
import { CHAIN_BEGINS, chained } from "../../control/audit-chain.ts";
import type { KeyKind } from "../../gateway/key.ts";
import type { ControlDatabase } from "./database.ts";
import { controlMigrations } from "./migrations.ts";
import type { ControlTables } from "./schema.ts";

/** The control store over any database that Kysely speaks to. */
export class SqlControlStore implements ControlStore {
  readonly #db: Kysely<ControlTables>;
  readonly #database: ControlDatabase;

  constructor(database: ControlDatabase) {
    this.#db = database.db;
    this.#database = database;
  }

  async migrate(): Promise<void> {
    await this.#reach(async () => {
      const migrator = new Migrator({ db: this.#db, provider: controlMigrations(this.#database.dialect) });
      const { error } = await migrator.migrateToLatest();
      if (error !== undefined) throw error;
    });
  }

  async revision(): Promise<number> {
    return this.#reach(async () => {
      const { revision } = await this.#db.selectFrom("state").select("revision").executeTakeFirstOrThrow();
      return revision;
    });
  }

  async state(): Promise<ControlState> {
    return this.#reach(() =>
      // Five questions, one moment: SQLite's transactions are like this by themselves.
      this.#db
        .transaction()
        .setIsolationLevel("repeatable read")
        .execute(async (tx) => {
          const { revision } = await tx.selectFrom("state").select("revision").executeTakeFirstOrThrow();
          const keys = await tx.selectFrom("keys").selectAll().orderBy("created_at").execute();
          const contracts = await tx
            .selectFrom("contracts")
            .selectAll()
            .orderBy("surface")
            .orderBy("registered_at")
            .execute();
          const channels = await tx.selectFrom("channels").selectAll().execute();
          const results = await tx.selectFrom("gate_results").selectAll().orderBy("digest").orderBy("gate").execute();
          return {
            revision,
            keys: keys.map(toKey),
            contracts: contracts.map(({ registered_at, ...contract }) => ({
              ...contract,
              registeredAt: Number(registered_at),
            })),
            channels,
            gateResults: results.map(toGateResult),
          };
        }),
    );
  }

  async apply(change: ControlChange): Promise<number> {
    return this.#reach(() =>
      this.#db.transaction().execute(async (tx) => {
        const revision = await applyIn(tx, change);
        await this.#database.announce?.(tx, revision);
        return revision;
      }),
    );
  }

  async erasures(): Promise<readonly StoredErasure[]> {
    return this.#reach(async () => {
      const rows = await this.#db.selectFrom("erasures").selectAll().orderBy("before").orderBy("id").execute();
      return rows.map(toErasure);
    });
  }

  async audit(limit: number): Promise<readonly ChainedEntry[]> {
    return this.#reach(async () => {
      const rows = await this.#db.selectFrom("audit").selectAll().orderBy("number", "desc").limit(limit).execute();
      return rows.map(toEntry);
    });
  }

  async auditAfter(number: number, limit: number): Promise<readonly ChainedEntry[]> {
    return this.#reach(async () => {
      const behind = this.#db.selectFrom("audit").selectAll().where("number", ">", number);
      return (await behind.orderBy("number").limit(limit).execute()).map(toEntry);
    });
  }

  async close(): Promise<void> {
    await this.#db.destroy();
  }

  async #reach<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw isBellwetherError(cause) ? cause : this.#database.failure(cause);
    }
  }
}

async function applyIn(tx: Transaction<ControlTables>, change: ControlChange): Promise<number> {
  // First of all: its lock lets changes that are made at the same time happen one after another.
  const { revision } = await tx
    .updateTable("state")
    .set((update) => ({ revision: update("revision", "+", 1) }))
    .returning("revision")
    .executeTakeFirstOrThrow();
  if (change.expects !== undefined && revision !== change.expects + 1) {
    throw new BellwetherError(
      "change_conflict",
      `something else was changed at the same time (revision ${revision - 1}, and not ${change.expects}): look at it, and try again`,
      { retryAfter: 1 },
    );
  }
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
  for (const { doneAt, ...order } of change.insertErasures ?? []) {
    const lists = { sessions: JSON.stringify(order.sessions), marks: JSON.stringify(order.marks) };
    await tx
      .insertInto("erasures")
      .values({ ...order, ...lists, done_at: doneAt ?? null })
      .execute();
  }
  for (const { id, doneAt } of change.finishErasures ?? [])
    await tx.updateTable("erasures").set({ done_at: doneAt }).where("id", "=", id).execute();
  for (const result of change.setGateResults ?? []) {
    const { verdict, at, run } = result;
    await tx
      .insertInto("gate_results")
      .values(result)
      .onConflict((conflict) => conflict.columns(["digest", "gate"]).doUpdateSet({ verdict, at, run }))
      .execute();
  }
  const last = await tx.selectFrom("audit").select("digest").orderBy("number", "desc").limit(1).executeTakeFirst();
  await tx
    .insertInto("audit")
    .values(chained(change.audit, revision, last?.digest ?? CHAIN_BEGINS))
    .execute();
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

function toEntry({ seq: _seq, at, number, ...entry }: Selectable<ControlTables["audit"]>): ChainedEntry {
  return { ...entry, at: Number(at), number: Number(number) };
}

function toGateResult({ at, verdict, ...result }: Selectable<ControlTables["gate_results"]>): StoredGateResult {
  return { ...result, verdict: verdict as StoredGateResult["verdict"], at: Number(at) };
}

function toErasure(row: Selectable<ControlTables["erasures"]>): StoredErasure {
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

import type { Kysely } from "kysely";
import { Migrator } from "kysely";
import type { Notice } from "../../contract/notices/notice.ts";
import type {
  ChainedEntry,
  ControlChange,
  ControlState,
  ControlStore,
  StoredDelivery,
  StoredErasure,
} from "../../control/control-store.ts";
import type { SpendingStore } from "../../control/spending-store.ts";
import { isBellwetherError } from "../../core/error.ts";
import { applyIn } from "./apply.ts";
import type { ControlDatabase } from "./database.ts";
import { controlMigrations } from "./migrations.ts";
import { toChoice, toEntry, toErasure, toGateResult, toKey } from "./rows.ts";
import type { ControlTables } from "./schema.ts";

/** The control store over any database that Kysely speaks to. */
export class SqlControlStore implements ControlStore, SpendingStore {
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
      // Seven questions, one moment: SQLite's transactions are like this by themselves.
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
          const notices = await tx.selectFrom("notices").select("document").orderBy("number").execute();
          const choices = await tx.selectFrom("choices").selectAll().orderBy("at").execute();
          return {
            revision,
            keys: keys.map(toKey),
            contracts: contracts.map(({ registered_at, ...contract }) => ({
              ...contract,
              registeredAt: Number(registered_at),
            })),
            channels,
            gateResults: results.map(toGateResult),
            notices: notices.map(({ document }) => JSON.parse(document) as Notice),
            choices: choices.map(toChoice),
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

  async spend(purse: string, day: number, micros: number, most: number): Promise<boolean> {
    return this.#reach(async () => {
      const start = this.#db.insertInto("spending").values({ purse, day, micros: 0 });
      await start.onConflict((conflict) => conflict.doNothing()).execute();
      // One statement decides and counts: however many ask at once, the sum stays below the most.
      const { numUpdatedRows } = await this.#db
        .updateTable("spending")
        .set((update) => ({ micros: update("micros", "+", micros) }))
        .where("purse", "=", purse)
        .where("day", "=", day)
        .where("micros", "<=", most - micros)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    });
  }

  async giveBack(purse: string, day: number, micros: number): Promise<void> {
    await this.#reach(async () => {
      await this.#db
        .updateTable("spending")
        .set((update) => ({ micros: update("micros", "-", micros) }))
        .where("purse", "=", purse)
        .where("day", "=", day)
        .execute();
    });
  }

  async erasures(): Promise<readonly StoredErasure[]> {
    return this.#reach(async () => {
      const rows = await this.#db.selectFrom("erasures").selectAll().orderBy("before").orderBy("id").execute();
      return rows.map(toErasure);
    });
  }

  async owedDeliveries(): Promise<readonly StoredDelivery[]> {
    return this.#reach(async () => {
      const owed = this.#db.selectFrom("deliveries").selectAll().where("done_at", "is", null);
      const rows = await owed.orderBy("owed_at").orderBy("notice").execute();
      return rows.map(({ notice, owed_at }) => ({ notice, owedAt: Number(owed_at) }));
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

import { type Kysely, sql } from "kysely";
import type { Migration, MigrationProvider } from "kysely";
import { CHAIN_BEGINS, chained } from "../../control/audit-chain.ts";
import type { ControlTables } from "./schema.ts";

/** A database that the control store may be in. */
export type ControlDialect = "sqlite" | "postgres";

/** The numbered migrations of the control store; a new one is appended, none is ever changed. */
const migrationsFor = (dialect: ControlDialect): Readonly<Record<string, Migration>> => ({
  "0001_keys_contracts_channels_audit": {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable("state")
        .addColumn("id", "integer", (column) => column.primaryKey())
        .addColumn("revision", "integer", (column) => column.notNull())
        .execute();
      await sql`insert into state (id, revision) values (1, 0)`.execute(db);
      await db.schema
        .createTable("keys")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("hash", "text", (column) => column.notNull().unique())
        .addColumn("kind", "text", (column) => column.notNull())
        .addColumn("tenant", "text", (column) => column.notNull())
        .addColumn("surface", "text")
        .addColumn("audience", "text")
        .addColumn("channel", "text")
        .addColumn("trusted", "integer", (column) => column.notNull())
        .addColumn("name", "text", (column) => column.notNull())
        .addColumn("created_at", "bigint", (column) => column.notNull())
        .addColumn("expires_at", "bigint")
        .addColumn("revoked_at", "bigint")
        .execute();
      await db.schema
        .createTable("contracts")
        .addColumn("surface", "text", (column) => column.notNull())
        .addColumn("version", "text", (column) => column.notNull())
        .addColumn("digest", "text", (column) => column.notNull())
        .addColumn("document", "text", (column) => column.notNull())
        .addColumn("registered_at", "bigint", (column) => column.notNull())
        .addPrimaryKeyConstraint("contracts_key", ["surface", "version"])
        .execute();
      await db.schema
        .createTable("channels")
        .addColumn("surface", "text", (column) => column.notNull())
        .addColumn("channel", "text", (column) => column.notNull())
        .addColumn("version", "text", (column) => column.notNull())
        .addPrimaryKeyConstraint("channels_key", ["surface", "channel"])
        .execute();
      await db.schema
        .createTable("audit")
        // Each counts in its own way.
        .addColumn("seq", dialect === "sqlite" ? "integer" : "bigserial", (column) =>
          dialect === "sqlite" ? column.primaryKey().autoIncrement() : column.primaryKey(),
        )
        .addColumn("at", "bigint", (column) => column.notNull())
        .addColumn("actor", "text", (column) => column.notNull())
        .addColumn("action", "text", (column) => column.notNull())
        .addColumn("subject", "text", (column) => column.notNull())
        .addColumn("detail", "text", (column) => column.notNull())
        .execute();
    },
  },
  "0002_erasures": {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable("erasures")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("kind", "text", (column) => column.notNull())
        .addColumn("before", "bigint", (column) => column.notNull())
        .addColumn("tenant", "text", (column) => column.notNull())
        .addColumn("sessions", "text", (column) => column.notNull())
        .addColumn("marks", "text", (column) => column.notNull())
        .addColumn("done_at", "bigint")
        .execute();
    },
  },
  "0003_audit_chain_gates": {
    async up(db: Kysely<unknown>) {
      await db.schema
        .alterTable("audit")
        .addColumn("number", "bigint", (column) => column.notNull().defaultTo(0))
        .execute();
      for (const name of ["previous", "digest"])
        await db.schema
          .alterTable("audit")
          .addColumn(name, "text", (column) => column.notNull().defaultTo(""))
          .execute();
      await chainWhatIsThere(db);
      await db.schema.createIndex("audit_number").on("audit").column("number").unique().execute();
      await db.schema
        .createTable("gate_results")
        .addColumn("digest", "text", (column) => column.notNull())
        .addColumn("gate", "text", (column) => column.notNull())
        .addColumn("verdict", "text", (column) => column.notNull())
        .addColumn("at", "bigint", (column) => column.notNull())
        .addColumn("run", "text", (column) => column.notNull())
        .addPrimaryKeyConstraint("gate_results_key", ["digest", "gate"])
        .execute();
    },
  },
  "0004_notices": {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable("notices")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("number", "bigint", (column) => column.notNull())
        .addColumn("document", "text", (column) => column.notNull())
        .execute();
      await db.schema
        .createTable("choices")
        .addColumn("tenant", "text", (column) => column.notNull())
        .addColumn("notice", "text", (column) => column.notNull())
        .addColumn("choice", "text", (column) => column.notNull())
        .addColumn("at", "bigint", (column) => column.notNull())
        .addPrimaryKeyConstraint("choices_key", ["tenant", "notice"])
        .execute();
      await db.schema
        .createTable("deliveries")
        .addColumn("notice", "text", (column) => column.primaryKey())
        .addColumn("owed_at", "bigint", (column) => column.notNull())
        .addColumn("done_at", "bigint")
        .addColumn("outcome", "text")
        .execute();
    },
  },
  "0005_spending": {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable("spending")
        .addColumn("purse", "text", (column) => column.notNull())
        .addColumn("day", "bigint", (column) => column.notNull())
        .addColumn("micros", "bigint", (column) => column.notNull())
        .addPrimaryKeyConstraint("spending_key", ["purse", "day"])
        .execute();
    },
  },
});

/** Entries of before there was a chain are tied together as they are found. */
async function chainWhatIsThere(db: Kysely<ControlTables>): Promise<void> {
  let previous: string = CHAIN_BEGINS;
  let number = 0;
  const old = await db.selectFrom("audit").selectAll().orderBy("seq").execute();
  for (const { seq, ...entry } of old) {
    const link = chained({ ...entry, at: Number(entry.at) }, ++number, previous);
    await db.updateTable("audit").set({ number, previous, digest: link.digest }).where("seq", "=", seq).execute();
    previous = link.digest;
  }
}

/** Gives Kysely's migrator the migrations of this version. */
export function controlMigrations(dialect: ControlDialect): MigrationProvider {
  return { getMigrations: () => Promise.resolve({ ...migrationsFor(dialect) }) };
}

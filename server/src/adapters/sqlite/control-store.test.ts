import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Migrator } from "kysely";
import { ChainReader } from "../../control/audit-chain.ts";
import { describeControlStore } from "../../control/control-store-suite.ts";
import { describeSpendingStore } from "../../control/spending-suite.ts";
import { controlMigrations } from "../control-sql/migrations.ts";
import { SqlControlStore } from "../control-sql/store.ts";
import { openSqlite } from "./open.ts";

const folder = mkdtempSync(join(tmpdir(), "bellwether-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeControlStore(
  "SQLite embedded",
  () => Promise.resolve(new SqlControlStore(openSqlite(join(folder, "control.db")))),
  "the one process that holds the data folder is its only user",
);

describeSpendingStore(
  "SQLite embedded",
  () => Promise.resolve(new SqlControlStore(openSqlite(join(folder, "spending.db")))),
  true,
);

test("a store of before there was a chain has all its entries tied together, and goes on", async () => {
  const database = openSqlite(join(folder, "old.db"));
  await new Migrator({ db: database.db, provider: controlMigrations("sqlite") }).migrateTo("0002_erasures");
  const entry = { at: 5, actor: "ann", action: "key.create", detail: "{}" };
  for (const subject of ["k1", "k2"]) {
    // As that version wrote it.
    const row = { ...entry, subject } as Parameters<ReturnType<typeof database.db.insertInto<"audit">>["values"]>[0];
    await database.db.insertInto("audit").values(row).execute();
    await database.db
      .updateTable("state")
      .set((update) => ({ revision: update("revision", "+", 1) }))
      .execute();
  }
  const store = new SqlControlStore(database);
  await store.migrate();
  await store.apply({ audit: { ...entry, subject: "k3" } });
  const reader = new ChainReader();
  reader.read(await store.auditAfter(0, 10));
  expect(reader.finish({ revision: await store.revision() })).toEqual([]);
  expect((await store.audit(10)).map(({ subject, number }) => `${number} ${subject}`)).toEqual([
    "3 k3",
    "2 k2",
    "1 k1",
  ]);
  await store.close();
});

import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ClickHouseClient } from "@clickhouse/client";
import { BellwetherError } from "../../core/error.ts";
import { readRows, runStatement } from "./engine.ts";
import { literal } from "./literal.ts";
import { loadMigrations, migrateEngine } from "./migrate.ts";

/** A table as it was when it was frozen: a folder with its parts, and how many rows they hold. */
export interface FrozenTable {
  readonly name: string;
  readonly rows: number;
  /** Undefined where the table had no part. */
  readonly folder?: string;
}

/** An embedded store as it was when it was frozen. */
export interface FrozenStore {
  /** The last migration that had run. */
  readonly migration: number;
  readonly tables: readonly FrozenTable[];
}

/**
 * Freezes the tables of an embedded store: their parts stay as they are under another name, for
 * as long as somebody takes to copy them. No block may be stored meanwhile, or tables would differ.
 *
 * @param path the store's folder.
 */
export async function freezeStore(client: ClickHouseClient, path: string, name: string): Promise<FrozenStore> {
  const tables: FrozenTable[] = [];
  for (const { table, folder } of await dataTables(client)) {
    await runStatement(client, `ALTER TABLE ${table} FREEZE WITH NAME ${literal(folderName(name))}`);
    const frozen = join(path, "shadow", folderName(name), folder.slice(folder.indexOf("store/")));
    const rows = await countRows(client, table);
    tables.push({ name: table, rows, ...(existsSync(frozen) ? { folder: frozen } : {}) });
  }
  const [last] = await readRows(client, { text: "SELECT max(id) AS id FROM migrations", params: {} });
  return { migration: Number(last?.["id"]), tables };
}

/** The engine writes other characters into a folder's name in a way of its own. */
function folderName(name: string): string {
  return name.replaceAll(/\W/g, "");
}

/** Lets what was frozen go. */
export function thawStore(path: string, name: string): void {
  rmSync(join(path, "shadow", folderName(name)), { recursive: true, force: true });
}

/**
 * Takes frozen tables into a store that is empty: the schema as it was then, the parts, and what
 * has changed in the schema since.
 *
 * @throws {BellwetherError} `store_unreachable` where not every row has arrived.
 */
export async function attachFrozen(client: ClickHouseClient, frozen: FrozenStore, now: () => number): Promise<void> {
  const migrations = loadMigrations();
  if (frozen.migration > (migrations.at(-1)?.id ?? 0)) {
    throw new BellwetherError(
      "store_unreachable",
      `the backup was made by a later version (its schema is at ${frozen.migration}): restore it with that version`,
    );
  }
  await migrateEngine(
    client,
    migrations.filter(({ id }) => id <= frozen.migration),
    now,
  );
  const own = new Map((await dataTables(client)).map(({ table, folder }) => [table, folder]));
  for (const { name, rows, folder } of frozen.tables) {
    const target = own.get(name);
    if (name === "migrations" || target === undefined) continue;
    for (const part of folder === undefined ? [] : readdirSync(folder)) {
      mkdirSync(join(target, "detached"), { recursive: true });
      cpSync(join(folder ?? "", part), join(target, "detached", part), { recursive: true });
      await runStatement(client, `ALTER TABLE ${name} ATTACH PART ${literal(part)}`);
    }
    const arrived = await countRows(client, name);
    if (arrived !== rows) {
      throw new BellwetherError(
        "store_unreachable",
        `of the table ${name} ${arrived} of ${rows} rows could be restored: the backup is damaged or not whole`,
      );
    }
  }
  await migrateEngine(client, migrations, now);
}

/** Tables that hold rows of their own, and where. */
async function dataTables(client: ClickHouseClient): Promise<readonly { table: string; folder: string }[]> {
  const rows = await readRows(client, {
    text: "SELECT name, data_paths[1] AS folder FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' ORDER BY name",
    params: {},
  });
  return rows.map(({ name, folder }) => ({ table: String(name), folder: String(folder) }));
}

async function countRows(client: ClickHouseClient, table: string): Promise<number> {
  const [row] = await readRows(client, { text: `SELECT count() AS n FROM ${table}`, params: {} }, 600);
  return Number(row?.["n"]);
}

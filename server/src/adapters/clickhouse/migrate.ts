import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ClickHouseClient } from "@clickhouse/client";
import { sha256 } from "../../core/digest.ts";
import { BellwetherError } from "../../core/error.ts";

/** One numbered step of the schema. */
export interface Migration {
  readonly id: number;
  readonly name: string;
  /** Statements, each of which may be run again. */
  readonly statements: readonly string[];
  readonly checksum: string;
}

/** The migrations of this version, in order. */
export function loadMigrations(dir = join(import.meta.dirname, "migrations")): readonly Migration[] {
  return readdirSync(dir)
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(dir, name), "utf8");
      return { id: Number.parseInt(name, 10), name, statements: statementsOf(sql), checksum: sha256(sql) };
    });
}

/** The statements of a file: each but the last ends in a semicolon at the end of its line. */
function statementsOf(sql: string): readonly string[] {
  return sql
    .split(/;[ \t]*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}

/**
 * Brings the schema up to date. A step is noted as done when all its statements have run, and they
 * may be run again, so a kill in the middle is healed by the next start.
 *
 * @throws {BellwetherError} `store_unreachable` when a step that has run differs from the file:
 * two versions of Bellwether disagree about the past, and going on would make it worse.
 */
export async function migrateEngine(
  client: ClickHouseClient,
  migrations: readonly Migration[],
  now: () => number,
): Promise<void> {
  await client.command({
    query:
      "CREATE TABLE IF NOT EXISTS migrations (id UInt32, name String, checksum String, applied_at DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY id",
  });
  const result = await client.query({
    query: "SELECT id, name, checksum FROM migrations ORDER BY id",
    format: "JSONEachRow",
  });
  const applied = await result.json<{ id: number; name: string; checksum: string }>();
  for (const migration of migrations) {
    const known = applied.find(({ id }) => id === migration.id);
    if (known !== undefined) {
      if (known.checksum === migration.checksum) continue;
      throw new BellwetherError(
        "store_unreachable",
        `the store was made with another ${migration.name} (${known.checksum}) than this version has (${migration.checksum}): run the version that made it, or restore a backup`,
      );
    }
    for (const query of migration.statements) await client.command({ query });
    await client.command({
      query:
        "INSERT INTO migrations SELECT {id:UInt32}, {name:String}, {checksum:String}, fromUnixTimestamp64Milli({at:Int64})",
      query_params: { id: migration.id, name: migration.name, checksum: migration.checksum, at: now() },
    });
  }
}

import { Database, SQLiteError } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Kysely, SqliteDialect } from "kysely";
import { BellwetherError } from "../../core/error.ts";
import type { ControlDatabase } from "../control-sql/database.ts";
import type { ControlTables } from "../control-sql/schema.ts";

/** Opens (and makes, where there is none) an SQLite database; it survives a kill of the process at any moment. */
export function openSqlite(path: string): ControlDatabase {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const database = new Database(path, { create: true, strict: true });
  database.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON",
  );
  // Kysely calls three methods of a statement; the runtime's own statements have them under other
  // names, and do not say of themselves whether they give rows.
  const db = new Kysely<ControlTables>({
    dialect: new SqliteDialect({
      database: {
        close: () => database.close(),
        prepare: (text) => {
          const statement = database.prepare(text);
          return {
            reader: statement.columnNames.length > 0,
            all: (parameters) => statement.all(...(parameters as string[])),
            run: (parameters) => statement.run(...(parameters as string[])),
            iterate: (parameters) => statement.iterate(...(parameters as string[])),
          };
        },
      },
    }),
  });
  return { dialect: "sqlite", db, failure };
}

function failure(cause: unknown): BellwetherError {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof SQLiteError && cause.code?.startsWith("SQLITE_CONSTRAINT") === true)
    return new BellwetherError("change_conflict", `what is to be added is there already: ${message}`, { cause });
  return new BellwetherError("store_unreachable", `the control store does not answer: ${message}`, { cause });
}

/** Copies a database that may be in use into a new file, as it is at this moment. */
export function copySqlite(path: string, to: string): void {
  const database = new Database(path, { readonly: true });
  try {
    database.query("VACUUM INTO ?").run(to);
  } finally {
    database.close();
  }
}

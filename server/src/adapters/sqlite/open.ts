import { Database } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Kysely, SqliteDialect } from "kysely";
import type { ControlTables } from "../control-sql/schema.ts";

/** Opens (and makes, where there is none) an SQLite database; it survives a kill of the process at any moment. */
export function openSqlite(path: string): Kysely<ControlTables> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const database = new Database(path, { create: true, strict: true });
  database.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON",
  );
  // Kysely calls three methods of a statement; the runtime's own statements have them under other
  // names, and do not say of themselves whether they give rows.
  return new Kysely<ControlTables>({
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
}

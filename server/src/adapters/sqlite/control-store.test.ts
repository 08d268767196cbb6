import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeControlStore } from "../../control/control-store-suite.ts";
import { SqlControlStore } from "../control-sql/store.ts";
import { openSqlite } from "./open.ts";

describeControlStore("SQLite embedded", () => {
  const dir = mkdtempSync(join(tmpdir(), "bellwether-sqlite-"));
  return Promise.resolve(new SqlControlStore(openSqlite(join(dir, "control.db"))));
});

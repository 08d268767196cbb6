import { afterAll } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeControlStore } from "../../control/control-store-suite.ts";
import { SqlControlStore } from "../control-sql/store.ts";
import { openSqlite } from "./open.ts";

const folder = mkdtempSync(join(tmpdir(), "bellwether-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeControlStore(
  "SQLite embedded",
  () => Promise.resolve(new SqlControlStore(openSqlite(join(folder, "control.db")))),
  "the one process that holds the data folder is its only user",
);

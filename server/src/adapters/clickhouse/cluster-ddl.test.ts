import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClickHouseClient } from "@clickhouse/client";
import { openEngine } from "./client.ts";
import { clusterStatements } from "./cluster-ddl.ts";
import { readRows } from "./engine.ts";
import { loadMigrations } from "./migrate.ts";

const path = mkdtempSync(join(tmpdir(), "bellwether-chdb-"));
let client: ClickHouseClient;
beforeAll(async () => {
  ({ client } = await openEngine({ kind: "chdb", path }));
});
afterAll(async () => {
  await client.close();
  rmSync(path, { recursive: true, force: true });
});

const statements = clusterStatements(loadMigrations(), "main");
const about = (start: string): readonly string[] => statements.filter((statement) => statement.startsWith(start));

describe("the schema for a cluster", () => {
  test("is read by the engine, every statement of it", async () => {
    expect(statements.length).toBeGreaterThan(20);
    for (const statement of statements) {
      const tree = await readRows(client, { text: `SELECT * FROM (EXPLAIN AST ${statement})`, params: {} }).catch(
        // What is no query of a table cannot stand in brackets: it is explained as it is.
        async () => (await client.query({ query: `EXPLAIN AST ${statement}`, format: "JSONEachRow" })).json(),
      );
      expect([statement.slice(0, 60), tree.length > 0]).toEqual([statement.slice(0, 60), true]);
    }
  });

  test("replicates each table on its shards and has one over all of them", () => {
    for (const table of [
      "exchanges",
      "exchange_days",
      "cohort_days",
      "cohort_hours",
      "client_days",
      "signal_hours",
      "erased_digests",
      "scores",
    ]) {
      const [local, over] = about(`CREATE TABLE IF NOT EXISTS ${table}`);
      expect(local).toContain(`${table}_local ON CLUSTER 'main'`);
      expect(local).toMatch(/ENGINE = Replicated\w*MergeTree\('\/clickhouse\/tables\/\{shard\}\/\{database\}\//);
      expect(local).not.toContain("non_replicated");
      expect(over).toContain(`AS ${table}_local ENGINE = Distributed('main', currentDatabase(), ${table}_local`);
    }
  });

  test("fills figures on the shard of their exchanges, and alters what holds the rows", () => {
    const views = about("CREATE MATERIALIZED VIEW");
    expect(views.length).toBeGreaterThanOrEqual(5);
    for (const view of views)
      expect(view).toMatch(/ ON CLUSTER 'main' TO \w+_local AS[\s\S]*FROM (exchanges|cohort_hours)_local\b/);
    const added = JSON.stringify(loadMigrations()).match(/ALTER TABLE exchanges ADD COLUMN/g)?.length ?? 0;
    expect(added).toBeGreaterThan(2);
    expect(about("ALTER TABLE exchanges_local ON CLUSTER 'main' ADD COLUMN").length).toBe(added);
    expect(about("ALTER TABLE exchanges ON CLUSTER 'main' ADD COLUMN").length).toBe(added);
    expect(statements.filter((statement) => /^(INSERT INTO exchange|TRUNCATE)/.test(statement))).toEqual([]);
  });

  test("drops what a later migration does without, rows and all", () => {
    expect(about("DROP")).toContain("DROP VIEW IF EXISTS exchange_minutes_fill ON CLUSTER 'main'");
    for (const table of ["exchange_minutes_local", "exchange_minutes"])
      expect(about("DROP")).toContain(`DROP TABLE IF EXISTS ${table} ON CLUSTER 'main'`);
  });

  test("notes that every migration has been made", () => {
    expect(about("INSERT INTO migrations").length).toBe(loadMigrations().length);
  });

  test("takes no name that would reach into the statement", () => {
    expect(() => clusterStatements([], "a' SYNC; DROP")).toThrow("cannot name a cluster");
  });
});

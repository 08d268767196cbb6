import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClickHouseClient } from "@clickhouse/client";
import { idGenerator } from "../../core/id.ts";
import { COLUMNS } from "../../exchange/columns.ts";
import { completeRecord } from "../../exchange/record.ts";
import { encodeBlock } from "./blocks.ts";
import { openEngine } from "./client.ts";
import { readRows, runStatement } from "./engine.ts";
import { FIGURES, figuresOfRecords, LEVEL_TABLES } from "./level-tables.ts";
import { loadMigrations, migrateEngine } from "./migrate.ts";

const path = mkdtempSync(join(tmpdir(), "bellwether-chdb-"));
const newId = idGenerator(Date.now, (into) => crypto.getRandomValues(into as Uint8Array<ArrayBuffer>));
const ROWS = 500;
let client: ClickHouseClient;
const ask = (text: string): Promise<readonly Record<string, unknown>[]> => readRows(client, { text, params: {} });

beforeAll(async () => {
  const engine = await openEngine({ kind: "chdb", path });
  client = engine.client;
  // The store as the first version made it, with the engine's own rule of age, and with records.
  await migrateEngine(client, loadMigrations().slice(0, 1), Date.now);
  await runStatement(client, "ALTER TABLE exchanges MODIFY TTL toDateTime(received_at) + toIntervalSecond(7776000)");
  const records = Array.from({ length: ROWS }, (_, at) =>
    completeRecord({
      exchange: newId(),
      surface: "s",
      session: `s${at % 7}`,
      received_at: Date.now() - at * 60_000,
      model_served: `m${at % 3}`,
      duration_ms: at,
      signals: { x: at / ROWS },
    }),
  );
  await engine.insertNative({ ...encodeBlock(records), table: "exchanges", settings: { async_insert: 0 } });
});
afterAll(async () => {
  await client.close();
  rmSync(path, { recursive: true, force: true });
});

describe("a store of the first version", () => {
  test("is brought up to date with its records, wherever that is broken off, as often as it is", async () => {
    const command = client.command.bind(client);
    let finished = false;
    for (let allowed = 1; !finished; allowed += 2) {
      let left = allowed;
      client.command = (params) => (left-- > 0 ? command(params) : Promise.reject(new Error("killed")));
      finished = await migrateEngine(client, loadMigrations(), Date.now).then(
        () => true,
        (error: Error) => {
          expect(error.message).toBe("killed");
          return false;
        },
      );
    }
    client.command = command;
    await migrateEngine(client, loadMigrations(), Date.now);
    const sums = "sum(n) AS n, sum(duration_ms_sum) AS ms";
    const expected = [{ n: ROWS, ms: (ROWS * (ROWS - 1)) / 2 }];
    for (const table of LEVEL_TABLES.values()) expect(await ask(`SELECT ${sums} FROM ${table}`)).toEqual(expected);
    expect(await ask("SELECT sum(n) AS n FROM signal_hours")).toEqual([{ n: ROWS }]);
    expect(await ask("SELECT count() AS n FROM exchanges WHERE session = 's3'")).toEqual([{ n: 71 }]);
    const [table] = await ask("SELECT engine_full FROM system.tables WHERE name = 'exchanges'");
    expect(String(table?.["engine_full"])).not.toContain("TTL");
  });

  test("has a column for all that a record holds, and figures of all that can be asked of them", async () => {
    const columnsOf = async (name: string): Promise<unknown[]> =>
      (await ask(`SELECT name FROM system.columns WHERE table = '${name}'`)).map((row) => row["name"]);
    expect(new Set(await columnsOf("exchanges"))).toEqual(new Set(COLUMNS.map(({ name }) => name)));
    for (const [level, name] of LEVEL_TABLES)
      expect(new Set(await columnsOf(name))).toEqual(new Set(["at", ...level.dimensions, ...FIGURES.keys()]));
    // What the migration reads out of a record is what questions at the ends of a stretch read out of it.
    const sql = loadMigrations()
      .flatMap(({ statements }) => statements)
      .map((statement) => statement.replaceAll(/\s+/g, " "));
    for (const level of LEVEL_TABLES.keys()) {
      const reading = sql.filter((statement) => statement.includes(`SELECT ${figuresOfRecords(level)} FROM`));
      expect(reading.length).toBeGreaterThan(0);
    }
  });

  test("is refused by a version that disagrees about its past", async () => {
    const [first, ...others] = loadMigrations();
    const other = [{ ...first!, checksum: "sha256:other" }, ...others];
    expect(await migrateEngine(client, other, Date.now).catch((error: Error) => error.message)).toContain(first!.name);
  });
});

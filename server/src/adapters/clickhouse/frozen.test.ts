import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { idGenerator } from "../../core/id.ts";
import { completeRecord } from "../../exchange/record.ts";
import { openEngine } from "./client.ts";
import { scoreOf } from "../../exchange/fixtures/score-of.ts";
import { attachFrozen, freezeStore, thawStore } from "./frozen.ts";
import { ClickHouseStore } from "./store.ts";

const folder = mkdtempSync(join(tmpdir(), "bellwether-frozen-"));
const newId = idGenerator(Date.now, (into) => crypto.getRandomValues(into as Uint8Array<ArrayBuffer>));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a frozen store is the store of that moment, and is taken whole into an empty one", async () => {
  const path = join(folder, "first");
  const first = await openEngine({ kind: "chdb", path });
  const store = new ClickHouseStore(first, { now: Date.now });
  await store.migrate();
  const records = Array.from({ length: 50 }, (_, at) =>
    completeRecord({
      exchange: newId(),
      surface: "s",
      session: `s${at % 3}`,
      received_at: Date.now(),
      ended_at: Date.now(),
      duration_ms: at,
    }),
  );
  await store.insert("before", records);
  const scored = scoreOf({ tenant: "t", session: "s1" });
  await store.scores.add([scored]);
  const frozen = await freezeStore(first.client, path, "one-more");
  await store.insert("after", [completeRecord({ exchange: newId(), received_at: Date.now() })]);
  // One store a process at a time: that is the engine's rule.
  await store.close();

  const second = await openEngine({ kind: "chdb", path: join(folder, "second") });
  await attachFrozen(second.client, frozen, Date.now);
  const restored = new ClickHouseStore(second, { now: Date.now });
  for (const record of records.slice(0, 5))
    expect(await restored.find(record.exchange, { kind: "all" })).toEqual(record);
  const limits = { rows: 10, seconds: 10 };
  expect((await restored.scores.list({}, { kind: "all" }, limits)).scores).toEqual([scored]);
  const { rows } = await restored.sql(
    "SELECT (SELECT count() FROM exchanges) AS records, (SELECT sum(n) FROM exchange_days) AS days, (SELECT sum(duration_ms_sum) FROM client_days) AS ms",
    limits,
  );
  expect(rows).toEqual([{ records: 50, days: 50, ms: 1_225 }]);

  await restored.close();

  const { tables } = frozen;
  const short = { ...frozen, tables: tables.map((one) => (one.name === "exchanges" ? { ...one, rows: 99 } : one)) };
  const third = await openEngine({ kind: "chdb", path: join(folder, "third") });
  expect(await attachFrozen(third.client, short, Date.now).catch((error: Error) => error.message)).toContain(
    "50 of 99",
  );
  expect(readdirSync(join(path, "shadow"))).toContain("onemore");
  thawStore(path, "one-more");
  expect(readdirSync(join(path, "shadow"))).not.toContain("onemore");
  await third.client.close();
});

import { afterAll, expect, test } from "bun:test";
import { idGenerator } from "../../core/id.ts";
import { saltWith } from "../../exchange/erase.ts";
import { completeRecord } from "../../exchange/record.ts";
import { scoreOf } from "../../exchange/fixtures/score-of.ts";
import { openEmbeddedStore } from "./fixtures/embedded-store.ts";

const salt = saltWith(new Uint8Array(32));
const newId = idGenerator(Date.now, (into) => crypto.getRandomValues(into as Uint8Array<ArrayBuffer>));

const { engine, store, ask, close } = await openEmbeddedStore();
const { client } = engine;
afterAll(close);

test("what was erased is in no projection and in nothing that the engine keeps of its statements", async () => {
  const record = (tenant: string, session: string) =>
    completeRecord({ exchange: newId(), tenant, session, received_at: Date.now() - 1_000, ended_at: Date.now() });
  await store.insert("b", [record("tenant-to-go", "session-to-go"), record("other", "kept")]);
  await store.scores.add([scoreOf({ tenant: "tenant-to-go", session: "session-to-go" })]);
  const order = { id: newId(), scope: { kind: "tenant", tenant: "tenant-to-go" }, before: Date.now(), salt } as const;
  expect(await store.erase(order)).toBe(1);
  const projections = await ask("SELECT DISTINCT name FROM system.projections WHERE table = 'exchanges'");
  for (const { name } of projections) {
    const rows = await ask(`SELECT * FROM mergeTreeProjection(currentDatabase(), exchanges, ${String(name)})`);
    expect(JSON.stringify(rows)).not.toContain("to-go");
  }
  expect(JSON.stringify(await ask("SELECT * FROM system.mutations"))).not.toContain("to-go");
  for (const table of ["erased_digests", "scores", "erased_scores"])
    expect(JSON.stringify(await ask(`SELECT * FROM ${table}`))).not.toContain("to-go");
});

test("scores go before the records that say whose they are, so that an erase may break off between", async () => {
  const stored = completeRecord({ exchange: newId(), tenant: "half", session: "s", received_at: Date.now() - 1_000 });
  await store.insert("d", [stored]);
  await store.scores.add([scoreOf({ tenant: "half", session: "s" })]);
  const scope = { kind: "user", tenant: "half", sessions: ["s"], marks: [] } as const;
  const order = { id: newId(), scope, before: Date.now() + 1_000, salt } as const;
  const command = client.command.bind(client);
  client.command = (params) =>
    params.query.startsWith("ALTER TABLE exchanges") ? Promise.reject(new Error("killed")) : command(params);
  expect(await store.erase(order).catch(() => "killed")).toBe("killed");
  client.command = command;
  expect((await store.scores.list({ tenant: "half" }, { kind: "all" }, { rows: 1, seconds: 9 })).scores).toEqual([]);
  expect(await store.erase(order)).toBe(1);
});

test("an erase that was broken off between its two steps is healed by the same order", async () => {
  const stored = completeRecord({ exchange: newId(), tenant: "broken", session: "s", received_at: Date.now() - 1_000 });
  await store.insert("c", [stored]);
  const order = { id: newId(), scope: { kind: "tenant", tenant: "broken" }, before: Date.now(), salt } as const;
  const broken = new Error("killed");
  const command = client.command.bind(client);
  client.command = () => Promise.reject(broken);
  expect(await store.erase(order).catch(({ cause }: Error) => cause)).toBe(broken);
  client.command = command;
  expect((await ask("SELECT count() AS n FROM exchanges WHERE tenant = 'broken'"))[0]?.["n"]).toBe(1);
  expect(await store.erase(order)).toBe(1);
  expect(await store.find(stored.exchange, { kind: "all" })).toMatchObject({ tenant: "", session: "", erased: true });
});

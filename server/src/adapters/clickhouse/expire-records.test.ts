import { afterAll, expect, test } from "bun:test";
import { idGenerator } from "../../core/id.ts";
import { completeRecord } from "../../exchange/record.ts";
import { openEmbeddedStore } from "./fixtures/embedded-store.ts";

const newId = idGenerator(Date.now, (into) => crypto.getRandomValues(into as Uint8Array<ArrayBuffer>));

const { store, ask, close } = await openEmbeddedStore();
afterAll(close);

test("what is too old goes from every projection, by whole months where it can, and by the day elsewhere", async () => {
  const at = (iso: string) => completeRecord({ exchange: newId(), session: iso, received_at: Date.parse(iso) });
  const times = ["2026-01-31T23:59:59Z", "2026-02-01T00:00:00Z", "2026-02-09T23:59:59Z", "2026-02-10T00:00:00Z"];
  await store.insert("b", [...times, "2026-03-01T00:00:00Z"].map(at));
  await store.expire({ before: Date.parse("2026-02-10T12:30:00Z"), contracts: [] });
  const left = [{ session: "2026-02-10T00:00:00Z" }, { session: "2026-03-01T00:00:00Z" }];
  expect(await ask("SELECT session FROM exchanges ORDER BY session")).toEqual(left);
  for (const { name } of await ask("SELECT DISTINCT name FROM system.projections WHERE table = 'exchanges'")) {
    const [row] = await ask(
      `SELECT count() AS n FROM mergeTreeProjection(currentDatabase(), exchanges, ${String(name)})`,
    );
    expect([name, row?.["n"]]).toEqual([name, 2]);
  }
  const parts = await ask(
    "SELECT DISTINCT partition FROM system.parts WHERE table = 'exchanges' AND active ORDER BY 1",
  );
  expect(parts.map(({ partition }) => partition)).toEqual(["202602", "202603"]);
});

test("a store whose records went by an engine's own rule keeps them by ours alone", async () => {
  const [table] = await ask("SELECT engine_full FROM system.tables WHERE name = 'exchanges'");
  expect(String(table?.["engine_full"])).not.toContain("TTL");
});

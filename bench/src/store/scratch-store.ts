import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, openEngine } from "../../../server/src/adapters/clickhouse/client.ts";
import { ClickHouseStore } from "../../../server/src/adapters/clickhouse/store.ts";
import { type Measured, thisMachine } from "../machine.ts";

/** A store in a folder of its own, which goes when it is closed. */
export interface ScratchStore {
  readonly engine: Engine;
  readonly store: ClickHouseStore;
  close(): Promise<void>;
}

/** Opens an empty store, its schema in place. */
export async function openScratchStore(): Promise<ScratchStore> {
  const path = mkdtempSync(join(tmpdir(), "bellwether-bench-"));
  const engine = await openEngine({ kind: "chdb", path });
  const store = new ClickHouseStore(engine, { now: Date.now });
  await store.migrate();
  return {
    engine,
    store,
    close: async () => {
      await store.close();
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** This machine, and the versions of what runs on it, the engine's too. */
export async function measuredOn(engine: Engine): Promise<Measured> {
  const [row] = await rowsOf(engine, "SELECT version() AS version");
  return thisMachine({ engine: String(row?.["version"]) });
}

/** Rows of a statement. */
export async function rowsOf(engine: Engine, query: string): Promise<readonly Record<string, unknown>[]> {
  const result = await engine.client.query({ query, format: "JSONEachRow" });
  return result.json<Record<string, unknown>>();
}

/** Waits until no part is being merged. */
export async function settle(engine: Engine): Promise<void> {
  for (let quiet = 0; quiet < 5;) {
    const [row] = await rowsOf(engine, "SELECT count() AS n FROM system.merges");
    quiet = Number(row?.["n"]) === 0 ? quiet + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

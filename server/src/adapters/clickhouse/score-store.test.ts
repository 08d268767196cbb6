import { afterAll } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeScoreStore } from "../../exchange/scores/store-suite.ts";
import { openEngine } from "./client.ts";
import { ClickHouseStore } from "./store.ts";

const path = mkdtempSync(join(tmpdir(), "bellwether-chdb-"));

describeScoreStore("chDB embedded", async () => {
  const engine = await openEngine({ kind: "chdb", path });
  return new ClickHouseStore(engine, { now: () => Date.now() });
});
afterAll(() => rmSync(path, { recursive: true, force: true }));

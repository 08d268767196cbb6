import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeExchangeStore } from "../../exchange/store-suite.ts";
import { openEngine } from "./client.ts";
import { ClickHouseStore } from "./store.ts";

describeExchangeStore("chDB embedded", async () => {
  const path = mkdtempSync(join(tmpdir(), "bellwether-chdb-"));
  const engine = await openEngine({ kind: "chdb", path });
  return new ClickHouseStore(engine, { now: () => Date.now() });
});

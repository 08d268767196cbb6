import { afterAll } from "bun:test";
import { describeScoreStore } from "../../exchange/scores/store-suite.ts";
import { openEngine } from "./client.ts";
import { PrivateClickHouse } from "./fixtures/private-clickhouse.ts";
import { ClickHouseStore } from "./store.ts";

let server: PrivateClickHouse | undefined;
afterAll(() => server?.stop());

describeScoreStore("ClickHouse over HTTP", async () => {
  server = await PrivateClickHouse.start();
  const engine = await openEngine({ kind: "clickhouse", url: server.url });
  return new ClickHouseStore(engine, { now: () => Date.now() });
});

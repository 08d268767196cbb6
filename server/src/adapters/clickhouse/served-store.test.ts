import { afterAll } from "bun:test";
import { describeExchangeStore } from "../../exchange/store-suite.ts";
import { openEngine } from "./client.ts";
import { PrivateClickHouse } from "./fixtures/private-clickhouse.ts";
import { ClickHouseStore } from "./store.ts";

let server: PrivateClickHouse | undefined;
afterAll(() => server?.stop());

describeExchangeStore("ClickHouse over HTTP", async () => {
  server = await PrivateClickHouse.start();
  const engine = await openEngine({ kind: "clickhouse", url: server.url });
  return new ClickHouseStore(engine, { now: () => Date.now() });
});

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { describeChangeFeed } from "../../control/change-feed-suite.ts";
import type { ControlStore } from "../../control/control-store.ts";
import { describeLeadership, untilOneLeads } from "../../control/leadership-suite.ts";
import { SqlControlStore } from "../control-sql/store.ts";
import { parsePostgresAddress, type PostgresAddress } from "./address.ts";
import { PostgresChanges } from "./changes.ts";
import { postgresBin, PrivatePostgres } from "./fixtures/private-server.ts";
import { type LeadershipPace, PostgresLeadership } from "./leadership.ts";
import { openPostgres } from "./open.ts";

const silent = (): void => undefined;
const steadyNow = (): number => performance.now();
const change = { audit: { at: 1, actor: "test", action: "channel.set", subject: "s", detail: "{}" } };

describe.skipIf(postgresBin() === undefined)("replicas on PostgreSQL (skipped where none is installed)", () => {
  let server: PrivatePostgres;
  let database: string;
  let address: PostgresAddress;
  beforeAll(async () => {
    server = await PrivatePostgres.start();
    database = await server.database();
    address = parsePostgresAddress(server.address(database));
  });
  afterAll(() => server.stop());

  const store = (): Promise<ControlStore> => Promise.resolve(new SqlControlStore(openPostgres(address, silent)));
  const replica = (pace: LeadershipPace = { everyMs: 10, leaseMs: 2_000 }): PostgresLeadership =>
    new PostgresLeadership({ address, steadyNow, report: silent, pace });

  describeChangeFeed("PostgreSQL", () => new PostgresChanges(address, silent), store);
  describeLeadership("PostgreSQL", replica);

  test("a feed whose connection is lost tells when it is back, for what it has missed", async () => {
    const said: string[] = [];
    const feed = new PostgresChanges(address, (what) => said.push(what));
    let told = Promise.withResolvers<void>();
    feed.start(() => told.resolve());
    await told.promise;
    await server.down();
    told = Promise.withResolvers();
    await server.up();
    await told.promise;
    told = Promise.withResolvers();
    const writer = await store();
    await writer.apply(change);
    await told.promise;
    await writer.close();
    await feed.stop();
    expect(said.length).toBeLessThanOrEqual(2);
  });

  test("a leader whose session is lost leads no more, and one of the replicas leads again", async () => {
    const all = [replica(), replica()];
    for (const one of all) one.start();
    const leader = await untilOneLeads(all);
    await server.disconnectAll(database);
    while (leader.leads) await new Promise((resolve) => setImmediate(resolve));
    await untilOneLeads(all);
    await Promise.all(all.map((one) => one.stop()));
  });

  test("a leader that hangs loses the lead to another, and knows it when it wakes up", async () => {
    // It is so slow to show that it lives that the server takes it for dead.
    const hanging = replica({ everyMs: 60_000, leaseMs: 300 });
    hanging.start();
    await untilOneLeads([hanging]);
    const other = replica();
    other.start();
    while (!other.leads) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(hanging.leads && other.leads).toBe(false);
    }
    await Promise.all([hanging.stop(), other.stop()]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { postgresBin } from "../../server/src/adapters/postgres/fixtures/private-server.ts";
import { Cluster } from "./cluster.ts";
import { eventually, LONG } from "./harness.ts";
import { type ClientEntry, compareLedgers, sendLoad } from "./ledgers.ts";
import type { Machine } from "./machine.ts";

const contract = (version: string): string =>
  `bellwether: 1\nsurface: helper\nversion: ${version}\nmode: observe\nprovenance: required\n`;

describe.skipIf(postgresBin() === undefined)("many machines (skipped where no PostgreSQL is installed)", () => {
  let cluster: Cluster;
  const sent: ClientEntry[] = [];
  beforeAll(async () => {
    cluster = await Cluster.start({ old: contract("1.0.0"), new: contract("1.1.0") });
  }, 60_000);
  afterAll(() => cluster.stop(), 60_000);

  /** Milliseconds until something is so at every gateway; fails after a second. */
  async function everywhere(since: number, isSo: (gateway: Machine) => Promise<boolean>): Promise<number> {
    await Promise.all(
      cluster.gateways.map((gateway) =>
        eventually(
          async () => ((await isSo(gateway)) ? true : undefined),
          1_000,
          () => `not in force at ${gateway.name} after a second`,
        ),
      ),
    );
    return Date.now() - since;
  }

  async function revokeEverywhere(replica: number): Promise<number> {
    const { id, key } = await cluster.key(replica);
    const since = Date.now();
    expect((await cluster.api(replica, "DELETE", `/api/v1/keys/${id}`)).status).toBe(204);
    return everywhere(since, async (gateway) => (await cluster.call(gateway, key)).status === 401);
  }

  async function changeEverywhere(replica: number, version: string, key: string): Promise<number> {
    const since = Date.now();
    const path = "/api/v1/channels/helper/stable";
    expect((await cluster.api(replica, "PUT", path, { version })).status).toBe(200);
    return everywhere(since, async (gateway) => {
      const { headers } = await cluster.call(gateway, key);
      return headers.get("bellwether-contract") === `helper@${version}`;
    });
  }

  /**
   * Sends a load while something happens in its middle, and gives the requests that it cost.
   *
   * @param happens gives the machine that was killed, and between when it died; nothing where nobody was.
   */
  async function underLoad(
    key: string,
    happens: () => Promise<Killed | undefined | void>,
  ): Promise<{ readonly cost: number; readonly undue: readonly ClientEntry[] }> {
    let over = false;
    const load = sendLoad({
      deployment: cluster,
      key,
      perSecond: 60,
      seconds: 60,
      // Answers take a while, so that there is always something in every gateway's hands.
      headers: { "x-lab-fault": "delay=300" },
      until: () => over,
    });
    await pause(500);
    const killed = await happens();
    await pause(500);
    over = true;
    const entries = await load;
    sent.push(...entries);
    const failed = entries.filter(({ acknowledged }) => !acknowledged);
    const inItsHands = ({ sentTo, startedAt, endedAt }: ClientEntry): boolean =>
      killed !== undefined && sentTo === killed.name && startedAt <= killed.to && endedAt >= killed.from;
    return { cost: failed.length, undue: failed.filter((entry) => !inItsHands(entry)) };
  }

  /** Kills a machine and starts it again. */
  async function killAndStart(machine: Machine): Promise<Killed> {
    const from = Date.now();
    await machine.kill();
    const to = Date.now();
    await machine.up();
    return { name: machine.name, from, to };
  }

  async function endAndStart(machine: Machine): Promise<void> {
    await machine.end();
    await machine.up();
  }

  async function compare(): Promise<void> {
    const all = [...sent, ...cluster.calls];
    const { lost, unrecorded, doubled, invented, ...figures } = await compareLedgers(cluster, all);
    console.log(`three ledgers: ${JSON.stringify(figures)}`);
    expect({ lost, unrecorded, doubled, invented }).toEqual({ lost: [], unrecorded: [], doubled: [], invented: [] });
  }

  test("what one replica of control changes is in force at every gateway within a second", async () => {
    const { key } = await cluster.key();
    const revoked = [await revokeEverywhere(0), await revokeEverywhere(1)];
    const changed = [await changeEverywhere(1, "1.0.0", key), await changeEverywhere(0, "1.1.0", key)];
    console.log(`in force everywhere: a revoked key ${revoked.join(", ")} ms; a contract ${changed.join(", ")} ms`);
  }, 60_000);

  test("every part answers who asks for its health", async () => {
    const status = async (machine: Machine, path: string): Promise<number> => (await fetch(machine.url + path)).status;
    for (const gateway of cluster.gateways) expect(await status(gateway, "/healthz")).toBe(200);
    for (const control of cluster.controls)
      expect([await status(control, "/healthz"), await status(control, "/readyz")]).toEqual([200, 200]);
    // What only gateways may ask is not passed on by them.
    expect(await status(cluster.gateways[0]!, "/node/snapshots")).toBe(404);
    expect(await status(cluster.controls[0]!, "/node/snapshots")).toBe(401);
  });

  test("commands on each machine find what is theirs", async () => {
    const machines = [cluster.gateways[0]!, cluster.controls[1]!];
    const [gateway, control] = await Promise.all(machines.map((machine) => machine.command("doctor")));
    expect([gateway?.code, gateway?.stdout]).toEqual([0, expect.stringMatching(/control at .*takes the token/)]);
    expect([control?.code, control?.stdout]).toEqual([0, expect.stringMatching(/exchange store +answers/)]);
    const made = await cluster.controls[1]!.command("key", "create", "--json");
    expect(JSON.parse(made.stdout)).toMatchObject({ kind: "app" });
    const moved = await cluster.controls[0]!.command("contract", "channel", "set", "helper@1.0.0", "canary");
    expect([moved.code, moved.stdout]).toEqual([0, "helper@canary is 1.0.0 from now on\n"]);
    const unknown = await cluster.controls[0]!.command("contract", "channel", "set", "helper@9.0.0", "canary");
    expect([unknown.code, unknown.stderr]).toEqual([3, expect.stringContaining("it has 1.0.0, 1.1.0")]);
  });

  test("every replica of control shows what any gateway has recorded as it comes", async () => {
    const { key } = await cluster.key();
    const session = crypto.randomUUID();
    const seen = cluster.controls.map(async (_, replica) => {
      const tail = await cluster.api(replica, "GET", `/api/v1/tail?where=session%3D${session}&synthetic=true`);
      for await (const chunk of tail.body ?? []) {
        const line = new TextDecoder().decode(chunk).trim();
        if (line !== "") return (JSON.parse(line) as { node: string }).node;
      }
      return undefined;
    });
    await cluster.call(cluster.gateways[1]!, key, { "bellwether-session": session });
    expect(await Promise.all(seen)).toEqual(["gateway-1/0", "gateway-1/0"]);
  }, 20_000);

  test("a conversation goes on at another gateway as what it was", async () => {
    const { key } = await cluster.key();
    const headers = { "bellwether-session": `moving-${crypto.randomUUID()}` };
    const turn = async (gateway: number, count: number): Promise<Record<string, unknown>> => {
      const { headers: answered } = await cluster.call(cluster.gateways[gateway]!, key, headers, count);
      return cluster.record(answered.get("bellwether-exchange"));
    };
    const [first, second] = [await turn(0, 1), await turn(1, 2)];
    console.log(JSON.stringify([first, second].map(({ node, turn, pin, session }) => ({ node, turn, pin, session }))));
    expect(second).toMatchObject({ session: first["session"], turn: 2, pin: "kept" });
    expect(second["node"]).not.toBe(first["node"]);
  }, 60_000);

  test("a killed replica of control and a rolled gateway cost no request, a killed gateway those in its hands", async () => {
    const { key } = await cluster.key();
    const [replica] = cluster.controls;
    const [first, second] = cluster.gateways;
    const { cost, undue } = await underLoad(key, async () => {
      await replica!.kill();
      const revoked = await revokeEverywhere(1);
      console.log(`with one replica of control killed a revoked key is refused everywhere after ${revoked} ms`);
      const [killed] = await Promise.all([killAndStart(first!), replica!.up()]);
      await endAndStart(second!);
      return killed;
    });
    console.log(`a killed gateway cost ${cost} requests`);
    expect(undue).toEqual([]);
  }, 60_000);

  test("a gateway starts and serves from what it last knew while control is away", async () => {
    const { key } = await cluster.key();
    const [gateway] = cluster.gateways;
    await Promise.all(cluster.controls.map((machine) => machine.kill()));
    await endAndStart(gateway!);
    // A conversation that is under way, which nobody can be asked about.
    const headers = { "bellwether-session": `unknown-${crypto.randomUUID()}` };
    const answered = await cluster.call(gateway!, key, headers, 2);
    await Promise.all(cluster.controls.map((machine) => machine.up()));
    expect(answered.status).toBe(200);
    const record = await cluster.record(answered.headers.get("bellwether-exchange"));
    expect(record).toMatchObject({ pin: "assumed", session: headers["bellwether-session"] });
  }, 60_000);

  test("in the end the ledgers of clients, provider and store agree", compare, 90_000);

  test.skipIf(!LONG)(
    "[long] each machine in turn is killed, and each is rolled, and nothing is lost",
    async () => {
      const { key } = await cluster.key();
      const machines = [...cluster.gateways, ...cluster.controls];
      const steps: [string, () => Promise<Killed | undefined | void>][] = [
        ...machines.map((machine): [string, () => Promise<Killed>] => [
          `${machine.name} killed`,
          () => killAndStart(machine),
        ]),
        ...machines.map((machine): [string, () => Promise<void>] => [
          `${machine.name} rolled`,
          () => endAndStart(machine),
        ]),
        [
          "both replicas of control killed",
          async () => {
            await Promise.all(cluster.controls.map((machine) => machine.kill()));
            await pause(2_000);
            await Promise.all(cluster.controls.map((machine) => machine.up()));
          },
        ],
        [
          "a replica of control hangs",
          async () => {
            const [hanging] = cluster.controls;
            hanging!.hang("control");
            // Gateways that listened to it need a moment to notice; then they hear of changes as all do.
            await pause(4_000);
            console.log(
              `while a replica of control hangs a revoked key is refused after ${await revokeEverywhere(1)} ms`,
            );
            hanging!.hang("control", false);
          },
        ],
        [
          "PostgreSQL killed",
          async () => {
            await cluster.postgres.down();
            await pause(4_000);
            await cluster.postgres.up();
          },
        ],
        [
          "ClickHouse killed",
          async () => {
            await cluster.clickhouse.down();
            await pause(2_000);
            await cluster.clickhouse.up();
          },
        ],
      ];
      for (let round = 0; round < 2; round++) {
        for (const [name, happens] of steps) {
          const { cost, undue } = await underLoad(key, happens);
          // Whatever has happened, what is changed now is in force everywhere, also where it was away.
          await eventually(
            async () => ((await cluster.api(round, "GET", "/api/v1/contracts")).status === 200 ? true : undefined),
            10_000,
            () => "control does not answer",
          );
          const figures = [
            await revokeEverywhere(round),
            await changeEverywhere(round, round === 0 ? "1.0.0" : "1.1.0", key),
          ];
          console.log(`${name}: ${cost} requests lost; a key and a contract in force after ${figures.join(", ")} ms`);
          expect([name, undue]).toEqual([name, []]);
        }
      }
      await compare();
    },
    900_000,
  );
});

/** A machine that was killed, and between when it died. */
interface Killed {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

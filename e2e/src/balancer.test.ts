import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../server/src/adapters/fixtures/free-ports.ts";
import { postgresBin } from "../../server/src/adapters/postgres/fixtures/private-server.ts";
import { Cluster } from "./cluster.ts";
import { eventually, LONG, ROOT } from "./harness.ts";
import { compareLedgers, sendLoad } from "./ledgers.ts";

const CONTRACT = "bellwether: 1\nsurface: helper\nversion: 1.0.0\nmode: observe\n";
/** Longer than the balancer of deploy/compose takes to see that a gateway is leaving. */
const LEAVE = "4s";

/** The load balancer of deploy/compose, with this machine's ports in the place of its names. */
function configuration(port: number, gateways: readonly string[]): string {
  return readFileSync(join(ROOT, "deploy", "compose", "haproxy.cfg"), "utf8")
    .replace(/resolvers docker\n(?: {2}.*\n)+/, "")
    .replace("resolvers docker init-addr last,libc,none", "")
    .replace(/bind :\d+/, `bind 127.0.0.1:${port}`)
    .replace(/ server (gateway-(\d)) \S+/g, (_, name: string, n: string) => ` server ${name} ${gateways[Number(n)]}`);
}

describe.skipIf(!LONG || postgresBin() === undefined || Bun.which("haproxy") === null)(
  "[long] behind the load balancer of deploy/compose (skipped without PostgreSQL and HAProxy)",
  () => {
    let folder: string;
    let cluster: Cluster;
    let balancer: ChildProcess;
    let url: string;
    let key: string;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "bellwether-balancer-"));
      cluster = await Cluster.start({ helper: CONTRACT }, LEAVE);
      ({ key } = await cluster.key());
      const port = await freePort();
      url = `http://127.0.0.1:${port}`;
      const hosts = cluster.gateways.map((gateway) => new URL(gateway.url).host);
      writeFileSync(join(folder, "haproxy.cfg"), configuration(port, hosts));
      balancer = spawn("haproxy", ["-db", "-f", join(folder, "haproxy.cfg")], { stdio: "ignore" });
      await eventually(
        async () => ((await fetch(`${url}/healthz`).catch(() => undefined))?.status === 200 ? true : undefined),
        10_000,
        () => "the balancer does not answer",
      );
    }, 60_000);
    afterAll(async () => {
      balancer.kill("SIGKILL");
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    }, 60_000);

    async function nodeOf(session: string): Promise<unknown> {
      const response = await fetch(`${url}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "bellwether-session": session, connection: "close" },
        body: JSON.stringify({ model: "gpt-5.5", messages: [{ role: "user", content: crypto.randomUUID() }] }),
      });
      await response.arrayBuffer();
      return (await cluster.record(response.headers.get("bellwether-exchange")))["node"];
    }

    test("a conversation stays at one gateway, and conversations spread over both", async () => {
      const sessions = Array.from({ length: 8 }, () => crypto.randomUUID());
      const nodes = await Promise.all(sessions.map(nodeOf));
      expect(await Promise.all(sessions.map(nodeOf))).toEqual(nodes);
      expect(new Set(nodes).size).toBe(2);
    }, 60_000);

    test("rolling both gateways and both replicas of control costs no request", async () => {
      let over = false;
      const load = sendLoad({ deployment: { url }, key, perSecond: 60, seconds: 120, until: () => over });
      for (const machine of [...cluster.gateways, ...cluster.controls]) {
        await machine.end();
        await machine.up();
        // As a rollout does, which goes on when the balancer has seen that the last one is back.
        await new Promise((resolve) => setTimeout(resolve, 4_000));
      }
      over = true;
      const client = await load;
      const { lost, unrecorded, doubled, ...figures } = await compareLedgers(cluster, client);
      console.log(`rolled behind HAProxy: ${JSON.stringify({ ...figures, invented: figures.invented.length })}`);
      expect(client.filter(({ acknowledged }) => !acknowledged)).toEqual([]);
      // What the other test has sent is in the store too.
      expect({ lost, unrecorded, doubled }).toEqual({ lost: [], unrecorded: [], doubled: [] });
    }, 180_000);
  },
);

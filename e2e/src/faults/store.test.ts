import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { PrivateClickHouse } from "../../../server/src/adapters/clickhouse/fixtures/private-clickhouse.ts";
import { Deployment, eventually, LONG } from "../harness.ts";
import { type ClientEntry, compareLedgers, sendLoad } from "../ledgers.ts";
import { StoreFront } from "./store-front.ts";

/** How long the long outage is, in seconds, and how many requests come each second. */
const OUTAGE = Number(process.env["BELLWETHER_OUTAGE"] ?? 60);
const RATE = Number(process.env["BELLWETHER_OUTAGE_RATE"] ?? 100);

const contract = (surface: string, provenance: string): string =>
  `bellwether: 1\nsurface: ${surface}\nversion: 1.0.0\nmode: observe\nprovenance: ${provenance}\n`;

describe("an exchange store that is away while there is load", () => {
  let deployment: Deployment;
  let clickhouse: PrivateClickHouse;
  let front: StoreFront;
  const keys: string[] = [];
  const client: ClientEntry[] = [];
  beforeAll(async () => {
    clickhouse = await PrivateClickHouse.start();
    front = new StoreFront(clickhouse.url);
    deployment = await Deployment.start({
      contracts: { lax: contract("lax", "best_effort"), strict: contract("strict", "required") },
      config: `stores: { exchanges: "${front.url}" }\n`,
    });
    for (const surface of ["lax", "strict"]) keys.push(await deployment.key("--surface", surface));
  });
  afterAll(async () => {
    await deployment.stop();
    await front.stop();
    await clickhouse.stop();
  });

  const load = async (perSecond: number, seconds: number): Promise<readonly ClientEntry[]> => {
    const each = keys.map((key) => sendLoad({ deployment, key, perSecond: perSecond / keys.length, seconds }));
    const sent = (await Promise.all(each)).flat();
    client.push(...sent);
    return sent;
  };
  const back = (): Promise<true> =>
    eventually(
      async () => ((await deployment.api("/api/v1/query?show=count")).status === 200 ? true : undefined),
      30_000,
      () => `the store is not found again:\n${deployment.log}`,
    );
  const agree = async (): Promise<void> => {
    const { lost, unrecorded, doubled, invented, ...figures } = await compareLedgers(deployment, client);
    console.log(`three ledgers: ${JSON.stringify(figures)}`);
    expect({ lost, unrecorded, doubled, invented }).toEqual({ lost: [], unrecorded: [], doubled: [], invented: [] });
    expect(figures.acknowledged).toBe(figures.sent);
  };

  test("costs no request and no record, whether it refuses, fails or says nothing, and all of it arrives when it is back", async () => {
    for (const mood of ["refusing", "failing", "hanging"] as const) {
      await front.become(mood);
      const sent = await load(40, 1);
      expect([mood, sent.filter(({ acknowledged }) => !acknowledged)]).toEqual([mood, []]);
      if (mood === "failing") {
        const { code, stdout } = await deployment.command("doctor");
        expect([code, stdout]).toEqual([1, expect.stringContaining("exchange store")]);
      }
      await front.become("well");
      await back();
    }
    await agree();
    expect(deployment.log).toContain("records wait in the spool");
  }, 120_000);

  test.skipIf(!LONG)(
    "[long] for as long as BELLWETHER_OUTAGE says, at BELLWETHER_OUTAGE_RATE requests a second",
    async () => {
      await front.become("refusing");
      const { down, up } = { down: sizes(deployment), up: Date.now() };
      const looks: string[] = [];
      const looking = setInterval(() => looks.push(JSON.stringify(sizes(deployment))), Math.max(5_000, OUTAGE * 100));
      await load(RATE, OUTAGE);
      clearInterval(looking);
      const tookMs = Date.now() - up;
      await front.become("well");
      const since = Date.now();
      await agree();
      console.log(
        `away ${tookMs} ms; sizes before ${JSON.stringify(down)}, on the way ${looks.join(" ")}; agreed ${Date.now() - since} ms after it was back`,
      );
    },
    (OUTAGE + 300) * 1_000,
  );
});

/** MiB of the spool on disk, and of the memory that gateway and control hold. */
function sizes(deployment: Deployment): Record<string, number> {
  const mib = (bytes: number): number => Math.round((bytes / 1024 / 1024) * 10) / 10;
  const spool = join(deployment.folder, ".bellwether", "spool");
  const files = readdirSync(spool, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".seg"));
  const held = (part: string): number => {
    const status = readFileSync(`/proc/${deployment.pid(part)}/status`, "utf8");
    return mib(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024);
  };
  const bytes = files.reduce((sum, name) => sum + statSync(join(spool, name)).size, 0);
  return { spool: mib(bytes), gateway: held("gateway-0"), control: held("control") };
}

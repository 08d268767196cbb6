import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Deployment, eventually, LONG } from "../harness.ts";
import { type ClientEntry, compareLedgers, sendLoad } from "../ledgers.ts";

/** Where Debian's package `faketime` puts what stands between a program and the clock. */
const LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
if (!existsSync(LIBRARY)) console.log("skipped: the package faketime, which sets a program's clock, is not installed");

describe.skipIf(!LONG || !existsSync(LIBRARY))("a wall clock that is set while there is load", () => {
  const folder = mkdtempSync(join(tmpdir(), "bellwether-clock-"));
  const offset = join(folder, "offset");
  const set = (to: string): void => writeFileSync(offset, `${to}\n`);
  let deployment: Deployment;
  let key: string;
  beforeAll(async () => {
    set("+0");
    deployment = await Deployment.start({
      contracts: {
        strict: "bellwether: 1\nsurface: strict\nversion: 1.0.0\nmode: observe\nprovenance: required\n",
      },
      env: {
        LD_PRELOAD: LIBRARY,
        FAKETIME_TIMESTAMP_FILE: offset,
        FAKETIME_NO_CACHE: "1",
        FAKETIME_DONT_FAKE_MONOTONIC: "1",
        DONT_FAKE_MONOTONIC: "1",
      },
    });
    key = await deployment.key();
  });
  afterAll(async () => {
    await deployment.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("[long] loses no record, doubles none, hangs nowhere and ends no call, also where a worker starts on the way", async () => {
    const client: ClientEntry[] = [];
    const load = async (): Promise<void> => {
      // Each answer is under way for a while, so that the clock is set in its middle.
      const headers = { "x-lab-fault": "delay=300" };
      client.push(...(await sendLoad({ deployment, key, perSecond: 40, seconds: 1, headers })));
    };
    for (const to of ["+3600", "+0", "-3600", "+86400", "-86400", "+0"]) {
      const under = load();
      await new Promise((resolve) => setTimeout(resolve, 400));
      set(to);
      await under;
    }
    expect(client.filter(({ acknowledged }) => !acknowledged)).toEqual([]);
    set("+86400");
    await load();
    set("+0");
    // The next run begins, by the clock, a day before the one that it follows.
    const killed = deployment.pid("gateway-0") ?? 0;
    process.kill(killed, "SIGKILL");
    await eventually(
      () => (deployment.pid("gateway-0") === killed ? undefined : true),
      10_000,
      () => "the worker is not started again",
    );
    await load();
    const compared = await compareLedgers(deployment, client);
    const { lost, unrecorded, doubled, invented } = compared;
    expect({ lost, unrecorded, doubled, invented }).toEqual({ lost: [], unrecorded: [], doubled: [], invented: [] });
    expect(compared.acknowledged).toBeGreaterThan(client.length - 40);
    const times = await deployment.rows({ show: "exchange,duration_ms", where: "operation=generate" });
    const odd = times.filter(({ duration_ms: ms }) => typeof ms !== "number" || ms < 0 || ms > 60_000);
    expect(odd).toEqual([]);
  }, 60_000);
});

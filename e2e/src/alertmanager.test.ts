import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endProcess } from "../../server/src/adapters/fixtures/end-process.ts";
import { freePorts } from "../../server/src/adapters/fixtures/free-ports.ts";
import type { Message } from "../../server/src/quality/alerts/alert-book.ts";
import { alertmanagerBody } from "../../server/src/quality/alerts/render/alertmanager.ts";
import { eventually } from "./harness.ts";

const PROGRAM = Bun.which("prometheus-alertmanager") ?? Bun.which("alertmanager");

let folder: string;
let child: ChildProcess;
let url: string;

beforeAll(async () => {
  if (PROGRAM === null) return;
  folder = mkdtempSync(join(tmpdir(), "bellwether-alertmanager-"));
  const [port = 0] = await freePorts(1);
  url = `http://127.0.0.1:${port}`;
  writeFileSync(join(folder, "config.yml"), "route: { receiver: nobody }\nreceivers: [ { name: nobody } ]\n");
  const options = [
    `--config.file=${join(folder, "config.yml")}`,
    `--storage.path=${folder}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  child = spawn(PROGRAM, [...options, "--cluster.listen-address="], { stdio: "ignore" });
  await eventually(
    async () => ((await fetch(`${url}/-/ready`).catch(() => undefined))?.ok === true ? true : undefined),
    30_000,
    () => "Alertmanager did not come up",
  );
});
afterAll(async () => {
  if (PROGRAM === null) return;
  await endProcess(child, "SIGTERM");
  rmSync(folder, { recursive: true });
});

const openedAt = Date.now();
const message = (resolvedAt?: number): Message => ({
  rule: "all to pager",
  group: "g",
  channel: "pager",
  status: resolvedAt === undefined ? "firing" : "resolved",
  alerts: [
    {
      openedAt,
      ...(resolvedAt === undefined ? {} : { resolvedAt }),
      alert: {
        fingerprint: "resolved/resolved/down/plan=free/1",
        labels: {
          monitor: "resolved",
          surface: "assistant",
          signal: "resolved",
          kind: "level",
          severity: "critical",
          cohort: "plan=free",
          layer: "product",
        },
        summary: "assistant: resolved fell by 5.0 points in plan=free",
        facts: [["level", "0.80 to 0.75"]],
        since: openedAt - 3_600_000,
        command: "bellwether contract channel set assistant@1.2.0 stable --why quality",
        evidence: "https://bellwether.example/api/v1/units?signal=resolved",
      },
    },
  ],
});

interface Held {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}
const held = async (): Promise<readonly Held[]> =>
  (await (await fetch(`${url}/api/v2/alerts?active=true`)).json()) as Held[];
const send = (body: string): Promise<Response> =>
  fetch(`${url}/api/v2/alerts`, { method: "POST", headers: { "content-type": "application/json" }, body });

describe.skipIf(PROGRAM === null)("a real Alertmanager (skipped where it is not installed)", () => {
  test("holds an alert with its labels and what to do, until it is told that it is over", async () => {
    expect((await send(alertmanagerBody(message(), Date.now()))).status).toBe(200);
    const [alert] = await eventually(
      async () => {
        const all = await held();
        return all.length > 0 ? all : undefined;
      },
      10_000,
      () => "it holds nothing",
    );
    expect(alert?.labels).toMatchObject({ alertname: "BellwetherQuality", cohort: "plan=free", layer: "product" });
    expect(alert?.annotations["command"]).toContain("channel set assistant@1.2.0");
    expect((await send(alertmanagerBody(message(openedAt + 1), Date.now()))).status).toBe(200);
    await eventually(
      async () => ((await held()).length === 0 ? true : undefined),
      10_000,
      () => "it holds it still",
    );
  });
});

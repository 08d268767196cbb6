import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Deployment, eventually, ROOT, run } from "../harness.ts";

describe("control that is away", () => {
  let deployment: Deployment;
  let key: string;
  beforeAll(async () => {
    deployment = await Deployment.start({
      contracts: { chat: "bellwether: 1\nsurface: chat\nversion: 1.0.0\nmode: observe\nprovenance: required\n" },
    });
    key = await deployment.key();
  });
  afterAll(() => deployment.stop());

  const ask = (credential: string): Promise<Response> =>
    fetch(`${deployment.url}/v1/messages`, {
      method: "POST",
      headers: { "x-api-key": credential, "anthropic-version": "2023-06-01", connection: "close" },
      body: '{"model":"claude-opus-4-6","max_tokens":16,"messages":[{"role":"user","content":"say hi"}]}',
    });

  test("costs no request: a gateway goes on, and starts, with the keys and contracts that it last knew", async () => {
    const control = deployment.pid("control") ?? 0;
    // It is there and does nothing: a process that died would be started again at once.
    process.kill(control, "SIGSTOP");
    const during: Response[] = [];
    try {
      during.push(await ask(key));
      const gateway = deployment.pid("gateway-0") ?? 0;
      process.kill(gateway, "SIGKILL");
      await eventually(
        () => (deployment.pid("gateway-0") === gateway ? undefined : true),
        20_000,
        () => "the gateway does not start while control is away",
      );
      during.push(await ask(key));
      expect((await ask("bw_app_nobody")).status).toBe(401);
    } finally {
      process.kill(control, "SIGCONT");
    }
    expect(during.map(({ status }) => status)).toEqual([200, 200]);
    for (const response of during)
      expect((await deployment.record(response.headers.get("bellwether-exchange")))["outcome"]).toBe("complete");
  }, 60_000);
});

const AS_NOBODY = ["--reuid=65534", "--regid=65534", "--clear-groups"];
const MAIN = join(ROOT, "server", "src", "main.ts");
/** Whether nobody can be played here, and may read the program. */
const asNobody = process.getuid?.() === 0 && spawnSync("setpriv", [...AS_NOBODY, "test", "-r", MAIN]).status === 0;

describe("a folder that cannot be written", () => {
  test.skipIf(!asNobody)(
    "is named before anything starts",
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "bellwether-readonly-"));
      try {
        mkdirSync(join(folder, ".bellwether"));
        mkdirSync(join(folder, "contracts"));
        writeFileSync(
          join(folder, "contracts", "chat.yaml"),
          "bellwether: 1\nsurface: chat\nversion: 1.0.0\nmode: observe\n",
        );
        chmodSync(folder, 0o755);
        const bin = [process.execPath, MAIN, "up", "--port", "0"];
        const { code, stderr } = await run("setpriv", [...AS_NOBODY, ...bin], {
          cwd: folder,
          env: { PATH: process.env["PATH"] ?? "", HOME: folder, NO_COLOR: "1" },
          timeoutMs: 20_000,
        });
        expect([code, stderr]).toEqual([3, expect.stringContaining(join(folder, ".bellwether"))]);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    30_000,
  );
});

import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommandResult, ROOT, run } from "./harness.ts";

const COULD_NOT_RUN = 3;

describe("bellwether up on a port that something else listens on", () => {
  const folder = mkdtempSync(join(tmpdir(), "bellwether-taken-"));
  const data = join(folder, "kept");
  const holder = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    fetch: () => new Response("undisturbed"),
  });
  const port = holder.port ?? 0;
  afterAll(async () => {
    await holder.stop(true);
    rmSync(folder, { recursive: true, force: true });
  });

  /**
   * Runs it until every process that holds its output has ended, those that it started too. It is run
   * without the starter, so that the time limit ends the group itself, and its parts end with it.
   */
  const up = (args: readonly string[], env: Record<string, string> = {}): Promise<CommandResult> =>
    run(process.execPath, [join(ROOT, "server/src/main.ts"), "up", ...args], {
      cwd: folder,
      env: { PATH: process.env["PATH"] ?? "", HOME: folder, NO_COLOR: "1", BELLWETHER_DATA: data, ...env },
      timeoutMs: 20_000,
    });

  test("could not run: it says where, why and what to do, and no more", async () => {
    const { code, stdout, stderr } = await up(["--port", String(port)]);
    expect([code, stdout]).toEqual([COULD_NOT_RUN, ""]);
    expect(stderr).toStartWith(`bellwether: 127.0.0.1:${port} cannot be listened on (something else listens there)`);
    expect(stderr).toMatch(/choose another port with BELLWETHER_PORT or --port\n$/);
  });

  test("is told so too where the environment names the port, and as JSON where that is asked for", async () => {
    const { code, stdout } = await up(["--json"], { BELLWETHER_PORT: String(port) });
    expect(code).toBe(COULD_NOT_RUN);
    expect(JSON.parse(stdout)).toEqual({
      error: { code: "config_invalid", message: expect.stringContaining(`127.0.0.1:${port}`) },
    });
  });

  test("starts nothing: no part has noted its id, no store is made, and who listens there goes on", async () => {
    await up(["--port", String(port)]);
    const files = existsSync(data) ? readdirSync(data, { recursive: true, encoding: "utf8" }) : [];
    expect(files.filter((file) => /\.pid$|\.sock$|^control\.db|^spool.+|^exchanges/.test(file))).toEqual([]);
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe("undisturbed");
  });
});

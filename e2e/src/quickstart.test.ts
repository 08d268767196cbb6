import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClaudeCode, installClaudeCode } from "./claude-code.ts";
import { endProcess } from "../../server/src/adapters/fixtures/end-process.ts";
import { freePorts } from "../../server/src/adapters/fixtures/free-ports.ts";
import { eventually, ROOT, run } from "./harness.ts";

const installed = await installClaudeCode();
const READY_MS = 20_000;

describe("npm start on a fresh clone", () => {
  const data = mkdtempSync(join(tmpdir(), "bellwether-start-"));
  const env: Record<string, string> = {
    PATH: process.env["PATH"] ?? "",
    HOME: data,
    NO_COLOR: "1",
    BELLWETHER_DATA: join(data, "kept"),
  };
  let child: ChildProcess;
  let out = "";
  let url = "";
  beforeAll(async () => {
    const [port = 0, lab = 0] = await freePorts(2);
    env["BELLWETHER_PORT"] = String(port);
    env["BELLWETHER_LAB_PORT"] = String(lab);
    url = `http://127.0.0.1:${port}`;
    const startedAt = Date.now();
    child = spawn("npm", ["start"], { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        out += chunk.toString();
      });
    }
    await eventually(
      () =>
        fetch(`${url}/healthz`).then(
          ({ ok }) => (ok ? true : undefined),
          () => undefined,
        ),
      READY_MS,
      () => `it is not healthy within 20 s:\n${out}`,
    );
    console.log(`healthy ${Date.now() - startedAt} ms after npm start`);
    await eventually(
      () => (out.includes("Stop it with Ctrl-C") ? true : undefined),
      READY_MS,
      () => `it did not say that it is up:\n${out}`,
    );
  }, 60_000);
  afterAll(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const over = new Promise((resolve) => {
        child.once("exit", resolve);
      });
      // As a terminal does: Ctrl-C goes to all of them.
      process.kill(-(child.pid ?? 0), "SIGINT");
      await over;
    }
    rmSync(data, { recursive: true, force: true });
  });

  const indented = (begins: string): string =>
    out
      .split("\n")
      .find((line) => line.startsWith(`  ${begins}`))
      ?.slice(2) ?? "";

  test("sends a little traffic, all of it answered and recorded", async () => {
    expect(out).toContain("4 requests were sent through it. See them with:");
    const query = await eventually(
      async () => {
        const { stdout } = await run(
          "npx",
          ["bellwether", "query", "--synthetic", "--since", "5m", "--format", "jsonl"],
          { cwd: ROOT, env },
        );
        return stdout.trim().split("\n").length >= 4 ? stdout : undefined;
      },
      READY_MS,
      () => "the four requests are not recorded",
    );
    expect(query.match(/"outcome":"complete"/g)?.length).toBeGreaterThanOrEqual(4);
  });

  test("prints a curl line that works as pasted", async () => {
    const { code, stdout } = await run("sh", ["-c", indented("curl")], { cwd: data, env });
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/HTTP\/1\.1 200[\s\S]*bellwether-exchange: [\s\S]*"type":"message"/i),
    ]);
  });

  test("prints an SDK snippet that works as pasted", async () => {
    const snippet = out.split("\n").filter((line) => /^ {2}(import OpenAI|const |console\.log)/.test(line));
    expect(snippet.length).toBe(4);
    const file = join(ROOT, "e2e", `.snippet-${process.pid}.mjs`);
    writeFileSync(file, snippet.map((line) => line.trim()).join("\n"));
    const { code, stdout, stderr } = await run("node", [file], { cwd: ROOT, env });
    rmSync(file);
    expect([code, stdout, stderr]).toEqual([0, expect.stringMatching(/hi/i), ""]);
  });

  test.skipIf("reason" in installed)("prints a line for Claude Code that works as pasted", async () => {
    const line = indented("ANTHROPIC_BASE_URL=");
    const [, base = "", key = ""] =
      /^ANTHROPIC_BASE_URL=(\S+) ANTHROPIC_API_KEY=(\S+) claude -p "say hi"$/.exec(line) ?? [];
    const client = new ClaudeCode("command" in installed ? installed.command : [], data, {
      ANTHROPIC_BASE_URL: base,
      ANTHROPIC_API_KEY: key,
    });
    const answer = await client.prompt("say hi");
    expect([answer.code, answer.stdout]).toEqual([0, expect.stringMatching(/hi/i)]);
  });

  test("shows no key a second time", async () => {
    const key = /bw_app_\w+/.exec(out)?.[0] ?? "";
    const listed = await run("npx", ["bellwether", "key", "list", "--json"], { cwd: ROOT, env });
    expect([listed.code, listed.stdout.includes(key)]).toEqual([0, false]);
  });

  // The last of them: it ends what the others use.
  test("ends with everything that it started when npm alone is told to end", async () => {
    await endProcess(child, "SIGTERM");
    await eventually(
      () =>
        fetch(`${url}/healthz`).then(
          () => undefined,
          () => true,
        ),
      READY_MS,
      () => "something still answers",
    );
  });
});

import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT, run } from "./harness.ts";

const FOLDER = join(ROOT, "examples", "april-2026");
const BIN = join(ROOT, "server", "bin", "bellwether.js");
const HOME = mkdtempSync(join(tmpdir(), "bellwether-home-"));
const ENV = { PATH: process.env["PATH"] ?? "", HOME, NO_COLOR: "1" };
afterAll(() => rmSync(HOME, { recursive: true, force: true }));

interface Found {
  readonly rule: string;
  readonly severity: string;
  readonly audiences?: readonly string[];
  readonly proof?: {
    readonly kind: string;
    readonly exchange: string;
    readonly differences: readonly { path: string }[];
  };
}

async function diff(to: string): Promise<{ code: number; findings: readonly Found[] }> {
  const args = ["contract", "diff", "before.yaml", to, "--witness", "traffic.jsonl", "--json"];
  const { code, stdout, stderr } = await run("node", [BIN, ...args], { cwd: FOLDER, env: ENV });
  if (stdout === "") throw new Error(stderr);
  return { code, findings: (JSON.parse(stdout) as { findings: Found[] }).findings };
}

describe("the three changes of spring 2026, as they were meant", () => {
  test.each([
    ["effort.yaml", "REASONING_EFFORT_LOWERED", "e5", "output_config.effort"],
    ["clearing.yaml", "CONTEXT_KEEP_REDUCED", "e3", "context_management.edits[0].keep"],
    ["verbosity.yaml", "SYSTEM_PROMPT_LENGTH_LIMIT_ADDED", "e1", "system"],
  ])("%s is found as %s, breaking, with a request that shows it", async (file, rule, exchange, path) => {
    const { code, findings } = await diff(file);
    const found = findings.find((one) => one.rule === rule);
    expect([code, found?.severity, found?.proof]).toMatchObject([
      1,
      "breaking",
      { kind: "witness", exchange, differences: [{ path }] },
    ]);
    expect(found?.audiences).toEqual(file === "effort.yaml" ? ["free"] : undefined);
  });

  test.each(["effort-twin.yaml", "clearing-twin.yaml", "verbosity-twin.yaml"])(
    "%s, which harms nobody, is nothing of the kind, and fails nothing",
    async (file) => {
      const { code, findings } = await diff(file);
      expect(code).toBe(0);
      expect(findings.filter(({ severity }) => severity === "breaking")).toEqual([]);
    },
  );
});

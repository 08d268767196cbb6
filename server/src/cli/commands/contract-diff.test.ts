import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MAIN = join(import.meta.dirname, "..", "..", "main.ts");
let folder = "";

function contract(version: string, rest: string): string {
  return `bellwether: 1\nsurface: helper\nversion: ${version}\nmode: verify\n${rest}\n`;
}

async function run(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = Bun.spawn([process.execPath, MAIN, "contract", ...args], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1" },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { code, stdout, stderr };
}

function git(...args: readonly string[]): void {
  const who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
  execFileSync("git", [...who, ...args], { cwd: folder, stdio: "ignore" });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bellwether-diff-"));
  git("init", "--quiet");
  writeFileSync(join(folder, "prompt.md"), "Be kind.\n");
  writeFileSync(
    join(folder, "helper.yaml"),
    contract("1.0.0", "reasoning: { effort: high }\nsystem: [{ id: tone, file: prompt.md }]"),
  );
  git("add", ".");
  git("commit", "--quiet", "-m", "first");
  writeFileSync(join(folder, "prompt.md"), "Be fair.\n");
  writeFileSync(
    join(folder, "helper.yaml"),
    contract("1.1.0", "reasoning: { effort: low }\nsystem: [{ id: tone, file: prompt.md }]"),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("bellwether contract diff", () => {
  test("compares the working tree with a revision, prompts and all, and fails on what is breaking", async () => {
    const { code, stdout } = await run("diff", "git:HEAD:helper.yaml", "helper.yaml", "--json");
    const { findings, required_bump } = JSON.parse(stdout) as {
      findings: { rule: string; before: unknown }[];
      required_bump: string;
    };
    expect(findings.map(({ rule }) => rule)).toEqual([
      "REASONING_EFFORT_LOWERED",
      "VERSION_NOT_BUMPED",
      "SYSTEM_PROMPT_CHANGED",
    ]);
    expect(findings[2]?.before).toBe("Be kind.\n");
    expect([code, required_bump]).toEqual([1, "major"]);
  });

  test("says nothing changed of a file and itself", async () => {
    expect(await run("diff", "helper.yaml", "helper.yaml")).toEqual({
      code: 0,
      stdout: "helper@1.1.0 -> helper@1.1.0: nothing changed\n",
      stderr: "",
    });
  });

  test("fails only as far as it is asked to, and looks only as far as the profile says", async () => {
    const both = ["diff", "git:HEAD:helper.yaml", "helper.yaml"] as const;
    expect((await run(...both, "--fail-on", "never")).code).toBe(0);
    const shape = await run(...both, "--profile", "shape");
    expect(shape.stdout).not.toContain("SYSTEM_PROMPT_CHANGED");
  });

  test("says what is wrong with what it was given, and where", async () => {
    const missing = await run("diff", "helper.yaml", "git:HEAD:none.yaml");
    expect([missing.code, missing.stderr]).toEqual([
      3,
      "bellwether: git:HEAD:none.yaml names no file that can be read\n",
    ]);
    const outside = await run("diff", "helper.yaml", "git:HEAD:../../etc/passwd");
    expect(outside.code).toBe(3);
    writeFileSync(join(folder, "bad.yaml"), contract("1.0.0", "modle: a"));
    const bad = await run("diff", "helper.yaml", "bad.yaml");
    expect([bad.code, bad.stderr]).toEqual([
      3,
      expect.stringContaining('bad.yaml:5:1: error: there is no key "modle"'),
    ]);
  });
});

describe("bellwether contract explain", () => {
  test("says why a rule matters and how to comply", async () => {
    const { code, stdout } = await run("explain", "REASONING_EFFORT_LOWERED");
    expect(code).toBe(0);
    for (const part of ["breaking", "major", "why: ", "what happened: ", "to comply: "]) expect(stdout).toContain(part);
  });

  test("names the rule that was meant", async () => {
    const { code, stderr } = await run("explain", "MODEL_CHANGD");
    expect([code, stderr]).toEqual([3, expect.stringContaining("did you mean MODEL_CHANGED?")]);
  });
});

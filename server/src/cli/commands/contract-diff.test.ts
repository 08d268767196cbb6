import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Ran, runIn } from "../fixtures/run-in.ts";

let folder = "";

function contract(version: string, rest: string): string {
  return `bellwether: 1\nsurface: helper\nversion: ${version}\nmode: verify\n${rest}\n`;
}

const run = (...args: readonly string[]): Promise<Ran> => runIn(folder, "contract", ...args);

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

describe("the formats of bellwether contract diff", () => {
  const both = ["diff", "git:HEAD:helper.yaml", "helper.yaml"] as const;

  test("show the words of a prompt that changed, and where", async () => {
    const { stdout } = await run(...both);
    expect(stdout).toContain("          at prompt.md:1:1\n\n          - Be {-kind-}.\n          + Be {+fair+}.\n");
  });

  test("are each written to the standard output, with the same verdict", async () => {
    const begins: Readonly<Record<string, RegExp>> = {
      text: /^helper@1\.0\.0 -> helper@1\.1\.0\n/,
      json: /^\{"surface":"helper"/,
      junit: /^<\?xml version="1\.0"/,
      sarif: /^\{\n {2}"\$schema"/,
      github: /^::error file=helper\.yaml,line=5,col=22,title=REASONING_EFFORT_LOWERED/,
      gitlab: /^\[\n/,
      markdown: /^## Contract diff: fails\n/,
    };
    for (const [format, beginning] of Object.entries(begins)) {
      const { code, stdout, stderr } = await run(...both, "--format", format);
      expect([format, code, stdout, stderr]).toEqual([format, 1, expect.stringMatching(beginning), ""]);
    }
  });

  test("are the same as JSON by either flag, and never two at once", async () => {
    expect((await run(...both, "--json")).stdout).toBe((await run(...both, "--format", "json")).stdout);
    expect(await run(...both, "--json", "--format", "sarif")).toMatchObject({
      code: 3,
      stderr: "bellwether: --json and --format sarif ask for two answers\n",
    });
  });
});

describe("accepted findings", () => {
  const both = ["diff", "git:HEAD:helper.yaml", "helper.yaml"] as const;
  const waiver = (fingerprint: string, rule: string, expires: string): string =>
    `- { fingerprint: "${fingerprint}", rule: ${rule}, owner: ana, reason: agreed, expires: ${expires} }\n`;
  let [effort, version] = ["", ""];

  beforeAll(async () => {
    const { findings } = JSON.parse((await run(...both, "--json")).stdout) as { findings: { fingerprint: string }[] };
    [effort = "", version = ""] = findings.map(({ fingerprint }) => fingerprint);
  });
  afterEach(() => {
    for (const file of ["bellwether.waivers.yaml", "bellwether.config.yaml", "accepted.yaml"])
      rmSync(join(folder, file), { force: true });
  });

  test("do not fail, and are shown as waived", async () => {
    const lines =
      waiver(effort, "REASONING_EFFORT_LOWERED", "2999-12-31") + waiver(version, "VERSION_NOT_BUMPED", "2999-12-31");
    writeFileSync(join(folder, "bellwether.waivers.yaml"), lines);
    const { code, stdout } = await run(...both);
    expect([code, stdout]).toEqual([0, expect.stringContaining("waived by ana until 2999-12-31: agreed")]);
    expect((await run(...both, "--fail-on", "risky")).code).toBe(1);
  });

  test("fail again from the day after the last on", async () => {
    const lines =
      waiver(effort, "REASONING_EFFORT_LOWERED", "2020-12-31") + waiver(version, "VERSION_NOT_BUMPED", "2999-12-31");
    writeFileSync(join(folder, "bellwether.waivers.yaml"), lines);
    const { code, stdout } = await run(...both);
    expect([code, stdout]).toEqual([1, expect.stringContaining("ended on 2020-12-31, so it counts again")]);
  });

  test("that are not there are told, and fail where that is asked for", async () => {
    writeFileSync(join(folder, "bellwether.waivers.yaml"), waiver("000000000000", "MODEL_CHANGED", "2999-12-31"));
    const told = await run(...both, "--fail-on", "never");
    expect([told.code, told.stdout]).toEqual([0, expect.stringContaining("unused waiver of MODEL_CHANGED")]);
    expect((await run(...both, "--fail-on", "never", "--fail-on-unused-waiver")).code).toBe(1);
  });

  test("stand in the file that the configuration or the command line names", async () => {
    const lines =
      waiver(effort, "REASONING_EFFORT_LOWERED", "2999-12-31") + waiver(version, "VERSION_NOT_BUMPED", "2999-12-31");
    writeFileSync(join(folder, "accepted.yaml"), lines);
    expect((await run(...both, "--waivers", "accepted.yaml")).code).toBe(0);
    writeFileSync(join(folder, "bellwether.config.yaml"), "waivers: accepted.yaml\n");
    expect((await run(...both)).code).toBe(0);
    expect(await run(...both, "--waivers", "none.yaml")).toMatchObject({
      code: 3,
      stderr: "bellwether: there is no file of waivers none.yaml\n",
    });
  });

  test("that are written wrong are an error, with their place", async () => {
    writeFileSync(join(folder, "bellwether.waivers.yaml"), waiver(effort, "REASONING_EFFORT_LOWRED", "2999-12-31"));
    const { code, stderr } = await run(...both);
    expect([code, stderr]).toEqual([
      3,
      expect.stringContaining("bellwether.waivers.yaml:1:40: error: there is no rule REASONING_EFFORT_LOWRED"),
    ]);
  });

  test("are not needed for what the configuration calls safe", async () => {
    const severities = "diff: { severities: { REASONING_EFFORT_LOWERED: safe, SYSTEM_PROMPT_CHANGED: safe } }\n";
    writeFileSync(join(folder, "bellwether.config.yaml"), severities);
    const { code, stdout } = await run(...both);
    expect([code, stdout]).toEqual([0, expect.stringContaining("safe      REASONING_EFFORT_LOWERED")]);
    writeFileSync(join(folder, "bellwether.config.yaml"), "diff: { severities: { MODEL_CHANGD: safe } }\n");
    expect(await run(...both)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("did you mean MODEL_CHANGED?"),
    });
  });
});

describe("two folders of contracts", () => {
  beforeAll(() => {
    for (const side of ["old", "new"]) mkdirSync(join(folder, side));
    const named = (surface: string, version: string, rest: string): string =>
      contract(version, rest).replace("surface: helper", `surface: ${surface}`);
    writeFileSync(join(folder, "old/chat.yaml"), named("chat", "1.0.0", "betas: [a]"));
    writeFileSync(join(folder, "old/gone.yaml"), named("gone", "1.0.0", "betas: [a]"));
    writeFileSync(join(folder, "old/same.yaml"), named("same", "1.0.0", "betas: [a]"));
    writeFileSync(join(folder, "new/chat.yaml"), named("chat", "1.1.0", "betas: [b]"));
    writeFileSync(join(folder, "new/come.yaml"), named("come", "1.0.0", "betas: [a]"));
    writeFileSync(join(folder, "new/same.yaml"), named("same", "1.0.0", "betas: [a]"));
  });

  test("are compared surface by surface", async () => {
    const { code, stdout } = await run("diff", "old", "new");
    expect(code).toBe(1);
    for (const part of [
      "chat@1.0.0 -> chat@1.1.0",
      "new -> come@1.0.0",
      "gone@1.0.0 -> gone",
      "breaking  SURFACE_REMOVED  surface",
      "safe      SURFACE_ADDED  surface",
      "same@1.0.0 -> same@1.0.0: nothing changed",
      "3 surfaces changed: 1 breaking, 1 risky, 1 safe",
    ])
      expect(stdout).toContain(part);
    expect(stdout).toMatch(/- \{ fingerprint: "[0-9a-f]{12}", rule: SURFACE_REMOVED, surface: gone, owner: NAME/);
  });

  test("are told apart in every format", async () => {
    for (const format of ["json", "junit", "sarif", "github", "gitlab", "markdown"]) {
      const { stdout } = await run("diff", "old", "new", "--format", format);
      for (const surface of ["chat", "come", "gone"])
        expect([format, stdout]).toEqual([format, expect.stringContaining(surface)]);
    }
    const { stdout } = await run("diff", "old", "new", "--json");
    const { surfaces } = JSON.parse(stdout) as { surfaces: { surface: string; after: string | null }[] };
    expect(surfaces.map(({ surface, after }) => [surface, after])).toEqual([
      ["chat", "chat@1.1.0"],
      ["come", "come@1.0.0"],
      ["gone", null],
      ["same", "same@1.0.0"],
    ]);
  });

  test("are not compared with a file, nor where one contract is broken", async () => {
    expect(await run("diff", "old", "new/chat.yaml")).toMatchObject({
      code: 3,
      stderr: "bellwether: old and new/chat.yaml are a folder and a contract; name two of one kind\n",
    });
    writeFileSync(join(folder, "new/broken.yaml"), contract("1.0.0", "modle: a"));
    const { code, stderr } = await run("diff", "old", "new");
    expect([code, stderr]).toEqual([3, expect.stringContaining("new/broken.yaml:5:1: error:")]);
  });
});

describe("bellwether contract explain", () => {
  test("knows what is found of two folders alone", async () => {
    expect((await run("explain", "SURFACE_REMOVED")).stdout).toContain("the other way round it is SURFACE_ADDED");
  });

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

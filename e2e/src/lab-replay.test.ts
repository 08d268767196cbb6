import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LONG, ROOT, run } from "./harness.ts";

const BIN = join(ROOT, "server", "bin", "bellwether.js");
const HOME = mkdtempSync(join(tmpdir(), "bellwether-home-"));
const ENV = { PATH: process.env["PATH"] ?? "", HOME, NO_COLOR: "1" };
afterAll(() => rmSync(HOME, { recursive: true, force: true }));

interface Broken {
  readonly id: string;
  readonly sessions: number;
  readonly idleSessions: number;
  readonly turnAfterGap?: number;
}
interface Found {
  readonly soak: readonly { readonly id: string }[];
  readonly broken: readonly Broken[];
  readonly alarms: readonly { readonly signal: string; readonly sessions: number }[];
  readonly compared?: object;
}
interface Report {
  readonly played: { readonly sessions: number };
  readonly changes: readonly {
    readonly name: string;
    readonly sessions: number;
    readonly diff: readonly { readonly rule: string; readonly severity: string }[];
    readonly built: Found;
    readonly intended?: Found;
    readonly without: Found;
  }[];
  readonly catalogue: readonly {
    readonly build: string;
    readonly healthy: boolean;
    readonly caught: readonly { readonly by: string }[];
  }[];
}

const replay = (...flags: string[]) =>
  run("node", [BIN, "lab", "replay", ...flags], { cwd: HOME, env: ENV, timeoutMs: 900_000 });
const CERTAIN = ["CONTEXT_EDIT_REPEATED", "CONTEXT_EDIT_UNDECLARED", "REASONING_DROPPED", "TOOLS_REORDERED"];

describe("bellwether lab replay", () => {
  test("says which replays there are", async () => {
    const { code, stderr } = await replay("may-2031");
    expect(code).toBe(3);
    expect(stderr).toContain('there is no replay "may-2031"; there are april-2026');
  });

  test.if(LONG)(
    "[long] finds the three changes of spring 2026, and nothing in the same weeks without them",
    async () => {
      const { code, stdout, stderr } = await replay("april-2026", "--sessions", "6", "--json", "--write", HOME);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      const report = JSON.parse(stdout) as Report;
      const [effort, clearing, verbosity] = report.changes;
      for (const { without } of report.changes) expect(without).toMatchObject({ soak: [], broken: [], alarms: [] });

      expect(effort?.diff[0]).toMatchObject({ rule: "REASONING_EFFORT_LOWERED", severity: "breaking" });
      expect(effort?.built.soak).toEqual([]);
      expect(effort?.built.alarms[0]).toMatchObject({ signal: "reasoning_tokens_per_turn" });
      expect(effort?.built.alarms[0]?.sessions).toBeLessThan(effort?.sessions ?? 0);

      expect(clearing?.diff).toMatchObject([{ rule: "CONTEXT_KEEP_REDUCED", severity: "breaking" }]);
      expect(clearing?.built.soak.map(({ id }) => id)).toContain("CONTEXT_EDIT_UNDECLARED");
      const repeated = clearing?.built.broken.find(({ id }) => id === "CONTEXT_EDIT_REPEATED");
      expect(repeated?.turnAfterGap).toBe(2);
      expect(repeated?.idleSessions).toBe(repeated?.sessions ?? 0);
      expect(clearing?.intended?.soak).toEqual([]);
      expect(clearing?.intended?.broken.filter(({ id }) => CERTAIN.includes(id))).toEqual([]);

      expect(verbosity?.diff[0]).toMatchObject({ rule: "SYSTEM_PROMPT_LENGTH_LIMIT_ADDED", severity: "breaking" });

      for (const { healthy, caught } of report.catalogue)
        if (healthy) expect(caught.filter(({ by }) => CERTAIN.includes(by))).toEqual([]);
      expect(report.catalogue.filter(({ caught }) => caught.length > 0).length).toBeGreaterThan(14);

      expect(readFileSync(join(HOME, "replay.md"), "utf8")).toContain("CONTEXT_EDIT_REPEATED");
      for (const name of ["a1", "a2", "a3"])
        expect(existsSync(join(HOME, "benchmarks", `replay-${name}.svg`))).toBe(true);
      expect(JSON.parse(readFileSync(join(HOME, "benchmarks", "replay.json"), "utf8"))).toEqual(report);
    },
  );

  test.if(LONG)("[long] finds the same with one thread and with two, and says it in words", async () => {
    const [one, two] = [
      await replay("april-2026", "--sessions", "1", "--threads", "1"),
      await replay("april-2026", "--sessions", "1", "--threads", "2"),
    ];
    expect(one).toEqual(two);
    expect(one.stdout).toContain("as built, which is as it was meant");
    expect(one.stdout).toContain("nothing: no departure, no invariant broken, no alarm");
  });
});

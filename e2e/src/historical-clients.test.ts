import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClaudeCode, CLAUDE_CODE_VERSION, installClaudeCode } from "./claude-code.ts";
import { Deployment, eventually, LONG } from "./harness.ts";

/*
 * Releases of the real client that carried the incident of spring 2026, and those around them: what
 * they send is read as it comes, by nobody who knows what to look for.
 */
const RELEASES = ["2.1.87", "2.1.94", "2.1.101", CLAUDE_CODE_VERSION];
const MODEL = "claude-opus-4-6";
const FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

/** It observes: nothing of it says what a client should do. */
const CONTRACT =
  "bellwether: 1\nsurface: code-assistant\nversion: 1.0.0\nmode: observe\nroles: { main: { match: { default: true } } }\n";

const commands = new Map<string, readonly string[]>();
const missing: string[] = [];
if (LONG) {
  for (const release of RELEASES) {
    const installed = await installClaudeCode(release);
    if ("command" in installed) commands.set(release, installed.command);
    else missing.push(installed.reason);
  }
  if (!existsSync(FAKETIME)) missing.push("libfaketime is not installed: no idle hour can be played to a real client");
  for (const reason of missing) console.log(`skipped: ${reason}`);
}

async function observed(): Promise<Deployment> {
  return Deployment.start({ contracts: { assistant: CONTRACT }, config: "capture: { dir: ./traffic }\n" });
}

function client(
  release: string,
  { folder, url }: Deployment,
  key: string,
  env: Record<string, string> = {},
): ClaudeCode {
  return new ClaudeCode(commands.get(release) ?? [], folder, {
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_API_KEY: key,
    ...env,
  });
}

/** The lines of all traffic files, in the order in which requests came. */
function trafficOf({ folder }: Deployment): readonly string[] {
  const dir = join(folder, "traffic");
  const lines = readdirSync(dir).flatMap((name) => readFileSync(join(dir, name), "utf8").trim().split("\n"));
  const at = (line: string): string => (JSON.parse(line) as { at: string }).at;
  return lines.filter((line) => line !== "").toSorted((a, b) => at(a).localeCompare(at(b)));
}

interface ShiftsAnswer {
  readonly shifts: readonly {
    readonly from: string;
    readonly to: string;
    readonly findings: readonly { readonly rule: string; readonly path: string; readonly before?: unknown }[];
  }[];
}

describe.skipIf(!LONG || missing.length > 0)("[long] historical releases of the real client", () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await observed();
    const key = await deployment.key();
    // Two sessions of each release, and two more of the first: within what a team sees in a minute.
    for (const release of [...RELEASES, ...RELEASES, "2.1.87"]) {
      const { code, stderr } = await client(release, deployment, key).prompt("say hi", "--model", MODEL);
      if (code !== 0) throw new Error(`${release}: ${stderr}`);
    }
    writeFileSync(join(deployment.folder, "all.jsonl"), `${trafficOf(deployment).join("\n")}\n`);
  }, 180_000);
  afterAll(() => deployment.stop());

  const shifts = async (...args: readonly string[]): Promise<{ code: number; answer: ShiftsAnswer }> => {
    const { code, stdout, stderr } = await deployment.command("contract", "shifts", ...args, "--json");
    if (stdout === "") throw new Error(stderr);
    return { code, answer: JSON.parse(stdout) as ShiftsAnswer };
  };
  const efforts = ({ shifts }: ShiftsAnswer): readonly string[] =>
    shifts.flatMap(({ from, to, findings }) =>
      findings.filter(({ path }) => path.endsWith("reasoning.effort")).map(({ rule }) => `${from} -> ${to} ${rule}`),
    );
  const CHANGES = [
    "2.1.87 -> 2.1.94 EFFORT_INHERITED_FROM_PROVIDER",
    `2.1.101 -> ${CLAUDE_CODE_VERSION} EFFORT_DECLARED`,
  ];

  test("name the release in which the default effort changed, and how, from two sessions of each", async () => {
    const { code, answer } = await shifts("all.jsonl");
    expect([code, efforts(answer)]).toEqual([1, CHANGES]);
    const [first] = answer.shifts;
    expect(first?.findings.find(({ path }) => path.endsWith("effort"))?.before).toBe("medium");
  }, 60_000);

  test("name it from their records alone, where no text was kept", async () => {
    const { answer } = await shifts("--synthetic");
    expect(efforts(answer)).toEqual(CHANGES);
  }, 60_000);

  test("are put under a contract each, and a diff of the two lists what changed by section, tool and default", async () => {
    for (const release of ["2.1.94", "2.1.101"]) {
      const flags = ["--client-version", release, "--out", `contracts-learnt/${release}.yaml`];
      const learnt = await deployment.command("contract", "learn", "all.jsonl", ...flags);
      expect([learnt.code, learnt.stderr]).toEqual([0, ""]);
    }
    const files = ["contracts-learnt/2.1.94.yaml", "contracts-learnt/2.1.101.yaml"];
    const { stdout } = await deployment.command("contract", "diff", ...files, "--json");
    const { findings } = JSON.parse(stdout) as { findings: { rule: string; path: string }[] };
    const named = findings.map(({ rule, path }) => `${rule} ${path}`);
    expect(named).toContain("TOOL_ADDED roles.main.tools.ScheduleWakeup");
    expect(named.filter((one) => one.startsWith("SYSTEM_PROMPT_CHANGED")).length).toBeGreaterThan(0);
    const { answer } = await shifts("all.jsonl");
    const found = answer.shifts.find(({ to }) => to === "2.1.101")?.findings.map(({ rule, path }) => `${rule} ${path}`);
    expect(found?.toSorted()).toEqual(named.filter((one) => !one.startsWith("VERSION_NOT_BUMPED")).toSorted());
  }, 60_000);

  test("show nothing where two runs are of one release", async () => {
    const one = trafficOf(deployment).filter((line) => line.includes("claude-cli/2.1.87"));
    expect(one.length).toBeGreaterThanOrEqual(3);
    writeFileSync(join(deployment.folder, "one.jsonl"), `${one.join("\n")}\n`);
    expect(await shifts("one.jsonl")).toEqual({ code: 0, answer: { shifts: [], tooFew: [] } as ShiftsAnswer });
  }, 60_000);
});

const now = new Date();
const toMiddle = Math.round((Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 15, 10) - now.getTime()) / 1000);
/**
 * So many seconds after the middle of the month, as faketime takes it: the client names the day to its model, and the
 * month in a tool's description, and neither is to end in the gap.
 */
function midMonth(later: number): string {
  const seconds = toMiddle + later;
  return `${seconds < 0 ? "-" : "+"}${Math.abs(seconds)}s`;
}

describe.skipIf(!LONG || missing.length > 0)("[long] a process of the real client that was idle", () => {
  /** Three turns, a gap on the client's own clock, five more; what conformance to the first three says of all. */
  async function conformance(release: string, idleSeconds: number) {
    const deployment = await observed();
    try {
      const clock = join(deployment.folder, "clock");
      writeFileSync(clock, midMonth(0));
      const key = await deployment.key();
      const process = client(release, deployment, key, {
        LD_PRELOAD: FAKETIME,
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_NO_CACHE: "1",
        FAKETIME_DONT_FAKE_MONOTONIC: "1",
      }).converse("--model", MODEL);
      for (const text of ["one", "two", "three"]) await process.say(text);
      const before = trafficOf(deployment);
      writeFileSync(clock, midMonth(idleSeconds));
      for (const text of ["four", "five", "six", "seven", "eight"]) await process.say(text);
      await process.end();
      const all = trafficOf(deployment);
      writeFileSync(join(deployment.folder, "first.jsonl"), `${before.join("\n")}\n`);
      writeFileSync(join(deployment.folder, "all.jsonl"), `${all.join("\n")}\n`);
      const learnt = await deployment.command("contract", "learn", "first.jsonl", "--out", "learnt.yaml");
      expect([learnt.code, learnt.stderr]).toEqual([0, ""]);
      const held = await deployment.command("contract", "conform", "learnt.yaml", "--traffic", "all.jsonl", "--json");
      const { groups } = JSON.parse(held.stdout) as {
        groups: { began: { id: string; exchange: string; requested: string }; requests: number }[];
      };
      const exchanges = all.map((line) => (JSON.parse(line) as { exchange: string }).exchange);
      const told = groups.map(({ began, requests }) => ({
        id: began.id,
        requested: began.requested,
        beganAt: exchanges.indexOf(began.exchange) - before.length,
        requests,
      }));
      return { code: held.code, told };
    } finally {
      await deployment.stop();
    }
  }

  test("for two hours departs, in 2.1.87, with its first request after the gap, and with each after that", async () => {
    expect(await conformance("2.1.87", 7_200)).toEqual({
      code: 1,
      told: [{ id: "CONTEXT_EDIT_UNDECLARED", requested: "clear_thinking(keep=1)", beganAt: 0, requests: 5 }],
    });
  }, 120_000);

  test.each([
    ["2.1.87", 1_800],
    ["2.1.101", 7_200],
    [CLAUDE_CODE_VERSION, 7_200],
  ])(
    "is as it was in %s after %d seconds",
    async (release, seconds) => {
      expect(await conformance(release, seconds)).toEqual({ code: 0, told: [] });
    },
    120_000,
  );
});

describe.skipIf(!LONG || missing.length > 0)("[long] a session of the real client, while it goes on", () => {
  /** Three turns, a gap for the client and for Bellwether alike, five more: what each request broke, turn by turn. */
  async function broken(release: string, idleSeconds: number): Promise<readonly string[]> {
    const folder = mkdtempSync(join(tmpdir(), "bellwether-clock-"));
    const clock = join(folder, "clock");
    writeFileSync(clock, midMonth(0));
    const faked = {
      LD_PRELOAD: FAKETIME,
      FAKETIME_TIMESTAMP_FILE: clock,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    };
    const deployment = await Deployment.start({ contracts: { assistant: CONTRACT }, env: faked });
    try {
      const key = await deployment.key();
      const process = client(release, deployment, key, faked).converse("--model", MODEL);
      for (const text of ["one", "two", "three"]) await process.say(text);
      writeFileSync(clock, midMonth(idleSeconds));
      for (const text of ["four", "five", "six", "seven", "eight"]) await process.say(text);
      await process.end();
      const rows = await eventually(
        async () => {
          const found = await deployment.rows({
            synthetic: "true",
            where: "operation=generate role=main",
            show: "received_at,turn,violations",
            order_by: "received_at",
          });
          return found.length >= 8 ? found : undefined;
        },
        30_000,
        () => `there are fewer than eight records: ${deployment.log}`,
      );
      return rows.flatMap(({ turn, violations }) =>
        (violations as string[]).map((id) => `${id} at turn ${String(turn)}`),
      );
    } finally {
      await deployment.stop();
      rmSync(folder, { recursive: true });
    }
  }

  test("breaks an invariant in 2.1.87 at the second request after two hours, and at each after that", async () => {
    const turns = [5, 6, 7, 8].map((turn) => `CONTEXT_EDIT_REPEATED at turn ${turn}`);
    expect(await broken("2.1.87", 7_200)).toEqual(turns);
  }, 120_000);

  test.each([
    ["2.1.87", 1_800],
    ["2.1.101", 7_200],
    [CLAUDE_CODE_VERSION, 7_200],
  ])(
    "breaks none in %s after %d seconds",
    async (release, seconds) => {
      expect(await broken(release, seconds)).toEqual([]);
    },
    120_000,
  );
});

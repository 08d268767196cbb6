import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Ran, runIn } from "../fixtures/run-in.ts";

const HOUR = 3_600_000;
let folder = "";

const run = (...args: readonly string[]): Promise<Ran> => runIn(folder, "contract", ...args);

interface Sketch {
  readonly session: string;
  readonly release: string;
  readonly effort?: string;
  readonly keep?: unknown;
  readonly idle?: number;
  readonly longest?: number;
}

function line({ session, release, effort = "high", keep = "all", idle, longest }: Sketch, at: number): string {
  return JSON.stringify({
    exchange: `${session}-${at}`,
    at: new Date(1_770_000_000_000 + at).toISOString(),
    session,
    ...(idle === undefined ? {} : { idle_ms: idle, max_idle_ms: longest ?? idle }),
    path: "/v1/messages",
    headers: { "user-agent": `claude-cli/${release} (external, cli)` },
    body: {
      model: "claude-opus-4-6",
      max_tokens: 100,
      thinking: { type: "adaptive" },
      output_config: { effort },
      context_management: { edits: [{ type: "clear_thinking_20251015", keep }] },
      system: [{ type: "text", text: `You help.\nToday is 2026-03-0${at + 1}.\n\n# Tone\nBe kind.` }],
      tools: [{ name: "read", description: "Reads.", input_schema: { type: "object" } }],
      messages: [{ role: "user", content: `hi ${at}` }],
    },
  });
}

function write(name: string, lines: readonly string[]): void {
  writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bellwether-traffic-"));
  const old = ["a", "b"].map((session, at) => line({ session, release: "2.1.67" }, at));
  const fresh = ["c", "d"].map((session, at) => line({ session, release: "2.1.68", effort: "medium" }, at));
  write("old.jsonl", old);
  write("both.jsonl", [...old, ...fresh]);
  const one = { type: "thinking_turns", value: 1 };
  write("latched.jsonl", [
    line({ session: "s", release: "2.1.67" }, 0),
    line({ session: "s", release: "2.1.67", idle: 5_000 }, 1),
    line({ session: "s", release: "2.1.67", idle: 2 * HOUR, keep: one }, 2),
    line({ session: "s", release: "2.1.67", idle: 5_000, longest: 2 * HOUR, keep: one }, 3),
  ]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a traffic file", () => {
  test("is what a contract is learnt from, and then all of it is as the contract says", async () => {
    const learnt = await run("learn", "old.jsonl", "--out", "contracts/agent.yaml");
    expect([learnt.code, learnt.stdout]).toEqual([0, expect.stringContaining("2 requests in 2 sessions are as")]);
    expect((await run("check", "contracts/agent.yaml")).code).toBe(0);
    expect(readFileSync(join(folder, "contracts", "agent.yaml"), "utf8")).toContain("effort: high");
    expect((await run("conform", "contracts/agent.yaml", "--traffic", "old.jsonl")).code).toBe(0);
  }, 30_000);

  test("departs from a contract at the request where that began, and the command says so", async () => {
    await run("learn", "old.jsonl", "--out", "contracts/agent.yaml");
    const held = await run("conform", "contracts/agent.yaml", "--traffic", "latched.jsonl", "--json");
    const { groups } = JSON.parse(held.stdout) as { groups: { began: { exchange: string; id: string } }[] };
    expect([held.code, groups.map(({ began }) => [began.id, began.exchange])]).toEqual([
      1,
      [["CONTEXT_EDIT_UNDECLARED", "s-2"]],
    ]);
    const text = await run("conform", "contracts/agent.yaml", "--traffic", "latched.jsonl");
    expect(text.stdout).toContain("began at exchange s-2");
  }, 30_000);

  test("shows what a release sends by default otherwise, and nothing of one release", async () => {
    const both = await run("shifts", "both.jsonl", "--json");
    const { shifts } = JSON.parse(both.stdout) as { shifts: { to: string; findings: { rule: string }[] }[] };
    expect([both.code, shifts.map(({ to, findings }) => [to, findings.map(({ rule }) => rule)])]).toEqual([
      1,
      [["2.1.68", ["REASONING_EFFORT_LOWERED"]]],
    ]);
    expect((await run("shifts", "old.jsonl")).code).toBe(0);
    expect((await run("shifts", "both.jsonl", "--sessions", "3")).code).toBe(2);
  }, 30_000);

  test("that is none, is not there or has nothing in it is named, with its line", async () => {
    write("broken.jsonl", [line({ session: "s", release: "1" }, 0), '{"path":7}', "{}"]);
    write("empty.jsonl", ['{"path":"/v1/models","body":""}']);
    await run("learn", "old.jsonl", "--out", "contracts/agent.yaml");
    for (const [file, told] of [
      ["broken.jsonl", "broken.jsonl:2"],
      ["empty.jsonl", "no request"],
    ] as const) {
      for (const args of [
        ["learn", file],
        ["shifts", file],
        ["conform", "contracts/agent.yaml", "--traffic", file],
      ]) {
        const { code, stderr } = await run(...args);
        expect([code, stderr]).toEqual([3, expect.stringContaining(told)]);
      }
    }
    expect((await run("learn", "gone.jsonl")).stderr).toContain("there is no traffic file gone.jsonl");
  }, 60_000);

  test("whose last line was cut off is read up to there", async () => {
    const whole = readFileSync(join(folder, "old.jsonl"), "utf8");
    writeFileSync(join(folder, "torn.jsonl"), `${whole}${line({ session: "z", release: "9" }, 1).slice(0, 90)}`);
    expect((await run("shifts", "torn.jsonl")).code).toBe(0);
  }, 30_000);
});

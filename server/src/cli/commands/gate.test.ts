import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runIn } from "../fixtures/run-in.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bellwether-gate-"));
  write("base.jsonl", (index) => ({ value: index % 10 === 0 ? 0 : 1 }));
  write("same.jsonl", (index) => ({ value: index % 10 === 1 ? 0 : 1 }));
  write("worse.jsonl", (index) => ({ value: index % 3 === 0 ? 0 : 1 }));
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, one: (index: number) => object, count = 500): void =>
  writeFileSync(
    join(folder, name),
    Array.from(
      { length: count },
      (_, index) =>
        `${JSON.stringify({ scenario: `s${index}`, repeat: 0, attrs: { kind: Math.floor(index / 10) % 2 === 0 ? "a" : "b" }, ...one(index) })}\n`,
    ).join(""),
  );
const gate = (...args: readonly string[]) => runIn(folder, "gate", "--from-results", ...args);

describe("bellwether gate --from-results", () => {
  test("fails, passes, and says how many pairs it took", async () => {
    const worse = await gate("base.jsonl", "worse.jsonl");
    expect([worse.code, worse.stdout]).toEqual([
      1,
      expect.stringMatching(/^fail: [\s\S]*pairs {6}\d+ of 500: \d+ need not have run/),
    ]);
    const same = await gate("base.jsonl", "same.jsonl", "--json");
    const report = JSON.parse(same.stdout);
    expect([same.code, report.verdict, report.of, report.harm]).toEqual([0, "pass", 500, 0.01]);
    expect([await gate("base.jsonl", "same.jsonl", "--json"), report.seed]).toEqual([same, 1]);
  });

  test("is inconclusive where scenarios did not run, and exits as it is told to", async () => {
    write("part.jsonl", (index) => ({ value: index % 10 === 1 ? 0 : 1 }), 450);
    const part = await gate("base.jsonl", "part.jsonl");
    expect([part.code, part.stdout]).toEqual([
      2,
      expect.stringContaining("50 scenarios have no result of the candidate: s450"),
    ]);
    expect((await gate("base.jsonl", "part.jsonl", "--on-inconclusive", "fail")).code).toBe(1);
    expect((await gate("base.jsonl", "part.jsonl", "--on-inconclusive", "pass")).code).toBe(0);
  });

  test("says where the scorer changed", async () => {
    write("before.jsonl", (index) => ({ value: 1, output_digest: `d${index}` }));
    write("after.jsonl", (index) => ({ value: index === 7 ? 0 : 1, output_digest: `d${index}` }));
    const { code, stdout } = await gate("before.jsonl", "after.jsonl");
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining("1 answer is the same and scored differently: the scorer changed"),
    ]);
  });

  test.each([
    [{ repeat: 0, value: 1 }, "bad.jsonl:1: has no scenario"],
    [{ scenario: "s", value: 3 }, "bad.jsonl:1: value is 3"],
    [{ scenario: {}, value: 1 }, "bad.jsonl:1: scenario is {}"],
  ])("refuses %j by file and line", async (line, problem) => {
    writeFileSync(join(folder, "bad.jsonl"), `${JSON.stringify(line)}\n`);
    const { code, stderr } = await gate("base.jsonl", "bad.jsonl");
    expect([code, stderr]).toEqual([3, expect.stringContaining(problem)]);
  });

  test("refuses a result that is there twice, and a call without results", async () => {
    const line = '{"scenario":"s","repeat":1,"value":1}\n';
    writeFileSync(join(folder, "twice.jsonl"), line + line);
    const twice = await gate("twice.jsonl", "base.jsonl");
    expect([twice.code, twice.stderr]).toEqual([
      3,
      expect.stringContaining("twice.jsonl:2: repeat 1 of scenario s is there already"),
    ]);
    const none = await runIn(folder, "gate", "base.jsonl");
    expect([none.code, none.stderr]).toEqual([3, expect.stringContaining("--from-results BASE CAND")]);
  });
});

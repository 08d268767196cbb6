import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "csv-parse/sync";
import { ROOT, run } from "./harness.ts";

const DATA = process.env["BELLWETHER_DATA_DIR"] ?? resolve(ROOT, "../shared/data");
const BIN = join(ROOT, "server", "bin", "bellwether.js");
const there = (name: string): boolean => existsSync(join(DATA, name));

type Row = Readonly<Record<string, string>>;
const rows = (name: string): readonly Row[] =>
  parse(readFileSync(join(DATA, name)), { columns: true, relax_quotes: true }) as Row[];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bellwether-outcomes-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, lines: readonly object[]): string {
  writeFileSync(join(folder, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  return name;
}

// oxlint-disable-next-line typescript/no-explicit-any
async function asked(...args: readonly string[]): Promise<any> {
  const env = { PATH: process.env["PATH"] ?? "", HOME: folder };
  const { stdout, stderr } = await run("node", [BIN, ...args, "--json"], { cwd: folder, env });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}

describe.skipIf(!there("livecodebench"))(
  "results of LiveCodeBench (skipped where the recorded data is not there)",
  () => {
    const results = (effort: string): string =>
      write(
        `${effort}.jsonl`,
        rows("livecodebench/generation_2025-04-22.csv")
          .filter(({ model }) => model === `O3-Mini-2025-01-31 (${effort})`)
          .map(({ question_id: scenario, pass1_pct: percent, difficulty, platform }) => ({
            scenario,
            repeat: 0,
            value: Number(percent) / 100,
            attrs: { difficulty, platform },
          })),
      );

    test("show that a lower effort costs, where most, and from a part of the questions", async () => {
      const [high, medium, low] = ["High", "Med", "Low"].map(results);
      const toLow = await asked("gate", "--from-results", high ?? "", low ?? "");
      expect([toLow.verdict, toLow.of, toLow.pairs < 500]).toEqual(["fail", 1_055, true]);
      expect(toLow.cohort.attributes.difficulty).toBe("hard");
      const toMedium = await asked("gate", "--from-results", high ?? "", medium ?? "");
      expect([toMedium.verdict, toMedium.pairs > toLow.pairs]).toEqual(["fail", true]);
      const back = await asked("gate", "--from-results", medium ?? "", high ?? "");
      expect([back.verdict, back.pairs < 300]).toEqual(["pass", true]);
    });
  },
);

describe.skipIf(!there("llmdrift"))("answers of two months (skipped where the recorded data is not there)", () => {
  const answers = (model: string): string =>
    write(
      `${model}.jsonl`,
      rows("llmdrift/prime_full_eval_graded.csv")
        .filter((row) => row["model"] === model)
        .map(({ item_id: scenario, ok, cohort }) => ({
          scenario,
          repeat: 0,
          value: Number(ok),
          attrs: { kind: cohort },
        })),
    );

  test.each([
    ["gpt-4-0314", "gpt-4-0613", "prime"],
    ["gpt-3.5-turbo-0301", "gpt-3.5-turbo-0613", "composite"],
  ])("from %s to %s flip in a cohort that the average hides", async (before, after, kind) => {
    const found = await asked("gate", "--from-results", answers(before), answers(after));
    expect([found.verdict, found.cohort.attributes]).toEqual(["fail", { kind }]);
    expect(found.cohort.estimate).toBeGreaterThan(0.3);
  });
});

describe.skipIf(!there("polydev-haiku45"))(
  "five hundred tasks of which ninety differ (skipped where the recorded data is not there)",
  () => {
    test("fail neither way", async () => {
      const resolved = JSON.parse(readFileSync(join(DATA, "polydev-haiku45/FINAL_RESULTS.json"), "utf8"));
      const ids = readFileSync(join(DATA, "polydev-haiku45/metrics_baseline.jsonl"), "utf8").trim().split("\n");
      const all = new Set<string>([
        ...ids.map((line) => (JSON.parse(line) as { instance_id: string }).instance_id),
        ...resolved.baseline.resolved_ids,
        ...resolved.polydev.resolved_ids,
      ]);
      for (let rest = 0; all.size < resolved.total_instances; rest++) all.add(`unresolved by both ${rest}`);
      const [baseline, polydev] = (["baseline", "polydev"] as const).map((side) => {
        const done = new Set<string>(resolved[side].resolved_ids);
        return write(
          `${side}.jsonl`,
          [...all].map((scenario) => ({ scenario, repeat: 0, value: done.has(scenario) ? 1 : 0 })),
        );
      });
      for (const claim of ["product", "suite"])
        for (const pair of [
          [baseline ?? "", polydev ?? ""],
          [polydev ?? "", baseline ?? ""],
        ]) {
          const found = await asked("gate", "--from-results", ...pair, "--claim", claim);
          // Ten of five hundred more are lost one way: that is two points, of this suite, and no more than chance.
          if (claim === "product" || found.whole.loss < 0.01)
            expect([claim, found.verdict]).not.toEqual([claim, "fail"]);
        }
    });
  },
);

describe.skipIf(!there("isclaudedumb"))(
  "a client that is measured on a schedule (skipped where the recorded data is not there)",
  () => {
    test("has steps in tokens and cost whose dates and versions are named, and none in its score", async () => {
      const runs = rows("isclaudedumb/runs.csv")
        .filter(({ model }) => model === "claude-opus-4-6")
        .toSorted((a, b) => ((a["started_at"] ?? "") < (b["started_at"] ?? "") ? -1 : 1));
      const byFile = Map.groupBy(rows("isclaudedumb/tasks.csv"), ({ file }) => file);
      const lines = (some: readonly Row[]): readonly object[] =>
        some.flatMap(({ file = "", started_at: t, claude_code_version: version }) =>
          (byFile.get(file) ?? []).flatMap((task) => {
            const common = {
              unit: `${file}/${task["task_id"]}`,
              t,
              attrs: { client_version: version, task: task["task_id"] },
            };
            return [
              { ...common, signal: "score", value: Number(task["passed"]) },
              { ...common, signal: "output_tokens", value: Number(task["output_tokens"]) },
              { ...common, signal: "cost", value: Number(task["cost_usd"]) },
            ].filter(({ value }) => value > 0 || task["passed"] !== "");
          }),
        );
      const [base, stream] = [
        write("base.jsonl", lines(runs.slice(10, 26))),
        write("stream.jsonl", lines(runs.slice(26))),
      ];
      const watch = (signal: string) =>
        asked(
          "monitor",
          "--baseline",
          base,
          "--stream",
          stream,
          "--signal",
          signal,
          "--scale",
          "baseline",
          "--watch",
          "both",
          "--given",
          "task",
        );
      expect((await watch("score")).alarms).toEqual([]);
      const [tokens] = (await watch("output_tokens")).alarms;
      expect(tokens.coincides[0]).toMatchObject({ attribute: "client_version", value: "2.1.96" });
      expect(new Date(tokens.change_point.time).toISOString()).toStartWith("2026-04-08");
      const cost = (await watch("cost")).alarms.find(({ direction }: { direction: string }) => direction === "down");
      expect(cost.coincides[0]).toMatchObject({ attribute: "client_version", value: "2.1.88" });
      expect(new Date(cost.time).toISOString()).toStartWith("2026-03-31");
    });
  },
);

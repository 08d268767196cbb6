import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomOf } from "../../quality/statistics/seeded-random.ts";
import { runIn } from "../fixtures/run-in.ts";

let folder = "";
const random = randomOf(21);
const TIME = Date.UTC(2026, 3, 1);

/** Lines of tokens and of a score; from a unit on there are more tokens of another version. */
const lines = (count: number, from: number): string =>
  Array.from({ length: count }, (_, index) => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const attrs = { client_version: index < from ? "2.0" : "2.1" };
    const common = { unit: `u${index}`, t: new Date(TIME + index * 60_000).toISOString(), attrs };
    const tokens = {
      ...common,
      signal: "tokens",
      value: Math.round(Math.exp(6 + 0.5 * normal) * (index < from ? 1 : 1.3)),
    };
    const score = { ...common, signal: "score", value: random() < 0.9 ? 1 : 0 };
    return `${JSON.stringify(tokens)}\n${JSON.stringify(score)}\n`;
  }).join("");

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bellwether-monitor-"));
  writeFileSync(join(folder, "base.jsonl"), lines(3_000, Infinity));
  writeFileSync(join(folder, "stream.jsonl"), lines(4_000, 1_500));
});
afterAll(() => rmSync(folder, { recursive: true }));
const monitor = (...args: readonly string[]) =>
  runIn(folder, "monitor", "--baseline", "base.jsonl", "--stream", ...args);

describe("bellwether monitor", () => {
  test("raises one alarm for a step, with its date, the version that came with it, and values as they are read", async () => {
    const { code, stdout } = await monitor(
      "stream.jsonl",
      "--signal",
      "tokens",
      "--scale",
      "baseline",
      "--watch",
      "up",
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/^fail: 1 alarm\n\nALARM tokens: rose from \d{3}\.?\d? to \d{3}/);
    expect(stdout).toMatch(/since {2}at unit 1,[45]\d\d \(u1[45]\d\d\), 2026-04-0[12]T/);
    expect(stdout).toContain("with   client_version 2.0 → 2.1, first at unit 1,501");
    expect(stdout).toContain("by     product: client_version went from 2.0 to 2.1 when it began");
  });

  test("is silent where nothing changed, and says how near it was", async () => {
    const { code, stdout } = await monitor("stream.jsonl", "--signal", "score");
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^pass: [\s\S]*score +4,000 units against 3,000 of the baseline; nearest to an alarm/),
    ]);
  });

  test("answers in JSON, with each alarm's units, change point, estimate, cohort and attribution", async () => {
    const { stdout } = await monitor(
      "stream.jsonl",
      "--scale",
      "baseline",
      "--watch",
      "both",
      "--by",
      "client_version",
      "--json",
    );
    const report = JSON.parse(stdout);
    expect(report.verdict).toBe("fail");
    const [event] = report.alarms;
    expect(event).toMatchObject({
      kind: "alarm",
      signal: "tokens",
      direction: "up",
      attribution: { layer: "product" },
    });
    expect(Math.abs(event.change_point.unit - 1_500)).toBeLessThan(60);
    expect(event.estimate).toBeLessThan(0);
    expect(Object.keys(report.scales)).toEqual(["tokens", "score"]);
  });

  test("is inconclusive without a baseline or a stream, and refuses what it cannot read", async () => {
    writeFileSync(join(folder, "empty.jsonl"), "");
    expect((await monitor("empty.jsonl", "--scale", "baseline")).code).toBe(2);
    expect(
      (await runIn(folder, "monitor", "--baseline", "empty.jsonl", "--stream", "stream.jsonl", "--scale", "baseline"))
        .code,
    ).toBe(2);
    const raw = await monitor("stream.jsonl");
    expect([raw.code, raw.stderr]).toEqual([3, expect.stringMatching(/base\.jsonl:1: value is \d+: it is in \[0,1\]/)]);
    const none = await monitor("nowhere.jsonl", "--scale", "baseline");
    expect([none.code, none.stderr]).toEqual([3, expect.stringContaining("nowhere.jsonl: there is no such file")]);
  });
});

describe("bellwether plan", () => {
  test("says units and days, and refuses what is never seen", async () => {
    const { code, stdout } = await runIn(folder, "plan", "--drop", "0.1", "--share", "0.5", "--per-day", "100");
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/to see 10\.0 points, 50 % on the candidate\n +any test +\d+ units at least/),
    ]);
    expect(stdout).toMatch(/days +[\d.]+ on the mean, [\d.]+ days in nine of ten/);
    const refused = await runIn(folder, "plan", "--drop", "0.01", "--harm", "0.02", "--margin", "0.05");
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining("a drop that may be is never seen")]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { randomOf } from "../../quality/statistics/seeded-random.ts";
import { runIn, shellIn } from "../fixtures/run-in.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bellwether-detect-"));
  write("worse.jsonl", units(6_000, 0.1));
  write("same.jsonl", units(12_000, 0));
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string | Uint8Array): void => writeFileSync(join(folder, name), text);

interface Unit {
  readonly unit: string;
  readonly arm: string;
  readonly p: number;
  readonly value: number;
  readonly plan: string;
}

function drawn(count: number, drop: number): readonly Unit[] {
  const random = randomOf(9);
  return Array.from({ length: count }, (_, index) => {
    const candidate = random() < 0.5;
    const plan = random() < 0.2 ? "free" : "pro";
    const value = random() < (candidate ? 0.8 - drop : 0.8) ? 1 : 0;
    return { unit: `u${index}`, arm: candidate ? "candidate" : "baseline", p: 0.5, value, plan };
  });
}
const units = (count: number, drop: number): string =>
  drawn(count, drop)
    .map(({ plan, ...line }) => `${JSON.stringify({ ...line, t: 1_764_000_000_000, attrs: { plan } })}\n`)
    .join("");

const GOOD = '{"unit":"a","arm":"baseline","p":0.5,"value":1}\n{"unit":"b","arm":"candidate","p":0.5,"value":0}\n';

describe("bellwether detect", () => {
  test("fails a candidate that is worse, and says at which unit, by how much and how sure", async () => {
    const { code, stdout } = await runIn(folder, "detect", "worse.jsonl");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^fail: the candidate is worse by more than harm\n/);
    expect(stdout).toMatch(/reached {3}at unit [\d,]+ of 6,000, 2025-11-24T/);
    const json = await runIn(folder, "detect", "worse.jsonl", "--json");
    const result = JSON.parse(json.stdout);
    expect([json.code, result.verdict, result.cohort]).toEqual([1, "fail", null]);
    expect(result.units).toBeLessThan(3_000);
    expect(result.evidence.harm).toBeGreaterThanOrEqual(20);
    expect(result.interval[0]).toBeLessThan(result.estimate);
    expect(result.interval[1]).toBeGreaterThan(result.estimate);
  });

  test("passes one that is as good, and is inconclusive about one of which little was seen", async () => {
    expect((await runIn(folder, "detect", "same.jsonl")).code).toBe(0);
    write("short.jsonl", units(300, 0));
    const short = await runIn(folder, "detect", "short.jsonl");
    expect([short.code, short.stdout.split("\n")[0]]).toEqual([2, expect.stringContaining("and 300 were read")]);
  });

  test("reads CSV, what is packed, and the standard input's name, to the same verdict", async () => {
    const header = "unit,arm,p,value,plan\n";
    write(
      "worse.csv",
      header +
        drawn(6_000, 0.1)
          .map((one) => `${one.unit},${one.arm},${one.p},${one.value},${one.plan}\n`)
          .join(""),
    );
    write("worse.jsonl.gz", gzipSync(units(6_000, 0.1)));
    const seen = await Promise.all(
      ["worse.jsonl", "worse.csv", "worse.jsonl.gz"].map(async (name) => {
        const { stdout } = await runIn(folder, "detect", name, "--json", "--by", "plan");
        const { units: at, estimate } = JSON.parse(stdout);
        return [at, estimate];
      }),
    );
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
  });

  test("reads what can be read only once, in any form, as often as it needs", async () => {
    const { stdout: plain } = await runIn(folder, "detect", "worse.jsonl", "--json");
    const lines = [
      "bellwether detect <(cat worse.jsonl) --json",
      "cat worse.jsonl | bellwether detect - --json",
      "cat worse.jsonl | bellwether detect /dev/stdin --json",
      "gzip -c worse.jsonl | bellwether detect - --json",
      "cat worse.csv | bellwether detect - --json",
      "cp worse.csv worse.CSV; bellwether detect worse.CSV --json",
      "mkfifo pipe; (cat worse.jsonl > pipe &); bellwether detect pipe --json",
    ];
    for (const line of lines) {
      const { code, stdout } = await shellIn(folder, line);
      expect([line, code, JSON.parse(stdout).units]).toEqual([line, 1, JSON.parse(plain).units]);
    }
    const twice = await shellIn(folder, "cat worse.jsonl | bellwether gate --from-results - -");
    expect(twice.code).toBe(3);
  });

  test("says its verdict by its exit code to whoever stops reading, and 3 where the answer could not be written", async () => {
    const { stdout } = await shellIn(folder, "bellwether detect worse.jsonl | true; echo ${PIPESTATUS[0]}");
    expect(stdout).toBe("1\n");
    const full = await shellIn(folder, "bellwether detect worse.jsonl > /dev/full");
    expect([full.code, full.stderr]).toEqual([3, expect.stringContaining("the answer could not be written")]);
  });

  test("takes times that are no dates as they are, and refuses those that are another in every zone", async () => {
    const timed = (t: unknown): string =>
      drawn(6_000, 0.1)
        .map(({ unit, arm, p, value }) => `${JSON.stringify({ unit, arm, p, value, t })}\n`)
        .join("");
    write("nano.jsonl", timed(1.7e18));
    const { code, stdout } = await runIn(folder, "detect", "nano.jsonl");
    expect([code, stdout]).toEqual([1, expect.stringContaining(", 1700000000000000000")]);
    for (const [t, why] of [
      ["2026-04-01 12:00", "another moment in every zone"],
      ["turn 3", 't is "turn 3"'],
    ]) {
      write("odd.jsonl", timed(t));
      expect((await runIn(folder, "detect", "odd.jsonl")).stderr).toContain(why ?? "");
    }
  });

  test("says how many values lie beyond the scale, and passes nothing that it did not see", async () => {
    const far = drawn(6_000, 0).map(
      ({ unit, arm, p }) => `${JSON.stringify({ unit, arm, p, value: arm === "baseline" ? 60 : 30 })}\n`,
    );
    write("far.jsonl", far.join(""));
    const { code, stdout } = await runIn(folder, "detect", "far.jsonl", "--scale", "0,1");
    expect([code, stdout]).toEqual([2, expect.stringContaining("100 % of the values lie beyond --scale")]);
  });

  test("lets no name of a signal or of an attribute move a terminal's cursor", async () => {
    write(
      "escape.jsonl",
      drawn(300, 0)
        .map(
          ({ unit, arm, p, value }) =>
            `${JSON.stringify({ unit, arm, p, value, signal: "x\u001b[31m\u0007\u202e" })}\n`,
        )
        .join(""),
    );
    const { stdout } = await runIn(folder, "detect", "escape.jsonl");
    for (const control of ["\u001b", "\u0007", "\u202e"]) expect(stdout).not.toContain(control);
    expect((await runIn(folder, "detect", "worse.jsonl", "--by", "constructor")).code).toBe(3);
  });

  test("maps other values by a scale, where less may be better", async () => {
    const slower = drawn(6_000, 0.1).map(
      ({ unit, arm, p, value }) => `${JSON.stringify({ unit, arm, p, value: value === 1 ? 300 : 4_000 })}\n`,
    );
    write("slow.jsonl", slower.join(""));
    const refused = await runIn(folder, "detect", "slow.jsonl");
    expect([refused.code, refused.stderr]).toEqual([
      3,
      expect.stringContaining("slow.jsonl:1: value is 300: it is in [0,1]; --scale"),
    ]);
    expect((await runIn(folder, "detect", "slow.jsonl", "--scale", "5000,200,log")).code).toBe(1);
  });

  test.each([
    [
      "a value that is none",
      GOOD + '{"unit":"c","arm":"candidate","p":0.5,"value":NaN}\n',
      "bad.jsonl:3: has NaN, which is no value in JSON",
    ],
    ["a value beyond", GOOD + '{"unit":"c","arm":"candidate","p":0.5,"value":1.2}\n', "bad.jsonl:3: value is 1.2"],
    ["no arm", GOOD + '{"unit":"c","p":0.5,"value":1}\n', 'bad.jsonl:3: has no arm: "baseline" or "candidate"'],
    ["a line that was cut", GOOD + '{"unit":"c","arm":"cand', "bad.jsonl:3: the file ends in the middle of this line"],
    ["a list", `${GOOD}[1]\n`, "bad.jsonl:3: is no object"],
    ["no JSON", `hello\n${GOOD}`, "bad.jsonl:1: is no JSON"],
    ["many mistakes", "x\n".repeat(9), "(and perhaps more: reading stopped here)"],
  ])("refuses %s by file and line, and gives no verdict", async (_, text, problem) => {
    write("bad.jsonl", text);
    const { code, stdout, stderr } = await runIn(folder, "detect", "bad.jsonl");
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toContain(problem);
  });

  test.each([
    ["an empty file", "", "no unit was read"],
    ["one arm", GOOD.split("\n")[0] ?? "", "no unit was in the candidate arm"],
    ["p of 0 and 1", GOOD.replaceAll("0.5", "0"), "certain which arm"],
  ])("is inconclusive about %s", async (_, text, reason) => {
    write("little.jsonl", text);
    const { code, stdout } = await runIn(folder, "detect", "little.jsonl");
    expect([code, stdout]).toEqual([2, expect.stringContaining(reason)]);
  });

  test("reports units in both arms and time that goes back", async () => {
    const lines = [
      { unit: "a", arm: "baseline", p: 0.5, value: 1, t: 20 },
      { unit: "a", arm: "candidate", p: 0.5, value: 0, t: 10 },
      { unit: "b", arm: "candidate", p: 0.5, value: 0, t: 30 },
    ];
    write("both.jsonl", lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const { stdout } = await runIn(folder, "detect", "both.jsonl");
    expect(stdout).toContain("1 unit was seen in both arms");
    expect(stdout).toContain("time goes back on 1 line");
  });

  test("says what is wrong with how it was called", async () => {
    const said = async (...args: readonly string[]) => {
      const { code, stderr } = await runIn(folder, "detect", ...args);
      return [code, stderr];
    };
    expect(await said("nowhere.jsonl")).toEqual([3, expect.stringContaining("nowhere.jsonl: there is no such file")]);
    expect(await said(".")).toEqual([3, expect.stringContaining("is no file")]);
    expect(await said("same.jsonl", "--harm", "0.05")).toEqual([3, expect.stringContaining("is not below --margin")]);
    expect(await said("same.jsonl", "--margin", "3")).toEqual([
      3,
      expect.stringContaining("--margin is a number from"),
    ]);
    expect(await said("same.jsonl", "--scale", "1,1")).toEqual([3, expect.stringContaining("--scale is WORST,BEST")]);
  });

  test("says so in JSON where JSON was asked for, whatever was wrong with the call", async () => {
    const called = [
      [["same.jsonl", "--margin", "abc"], "--margin is a number from"],
      [["same.jsonl", "--nonsense"], "--nonsense"],
      [[], "STREAM"],
      [["nowhere.jsonl"], "there is no such file"],
    ] as const;
    for (const [args, message] of called) {
      const { code, stdout } = await runIn(folder, "detect", ...args, "--json");
      const whole = { error: { code: "usage", message: expect.stringContaining(message) } };
      expect([code, JSON.parse(stdout)]).toEqual([3, whole]);
    }
    const written = await runIn(folder, "detect", "same.jsonl", "--nonsense", "--json=yes");
    expect(JSON.parse(written.stdout)).toMatchObject({ error: { code: "usage" } });
    expect((await runIn(folder, "detect", "same.jsonl", "--nonsense")).stdout).toBe("");
  });
});

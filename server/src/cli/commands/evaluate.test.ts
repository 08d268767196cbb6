import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isSampled } from "../../quality/evaluators/judge/sampling.ts";
import { runIn, shellIn } from "../fixtures/run-in.ts";

let folder = "";
let model: ReturnType<typeof Bun.serve>;
const lines = (values: readonly object[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join("");

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bellwether-evaluate-"));
  model = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: async (request) => {
      const asked = (await request.json()) as { model: string; messages: { content: string }[] };
      const score = asked.messages[1]?.content.includes("good") === true ? 1 : 0;
      return Response.json({
        model: asked.model,
        choices: [{ message: { content: JSON.stringify({ score, why: "so" }) } }],
        usage: { prompt_tokens: 300, completion_tokens: 20 },
      });
    },
  });
  writeFileSync(
    join(folder, "bellwether.config.yaml"),
    `evaluators:
  valid_json: { kind: json_schema, surface: assistant, schema: { type: object, required: [answer] } }
  tools_fit: { kind: tool_calls, surface: assistant }
  helpful: { kind: judge, surface: assistant, at: "http://127.0.0.1:${model.port}", model: gpt-5.5-2026-03-01, rubric: "1 where it is good, 0 where not.", price: { input: 2, output: 10 }, dollars_a_day: 1 }
  kind: { kind: judge, surface: assistant, at: "http://127.0.0.1:${model.port}", key: none, model: gpt-5.5-2026-03-01, rubric: "1 where it is kind.", price: { input: 2, output: 10 }, dollars_a_day: 1 }
  some: { kind: regular_expression, surface: assistant, pattern: x, sample: 0.1 }
`,
  );
  const suite = (good: number) =>
    lines(
      Array.from({ length: 200 }, (_, index) => ({
        scenario: `s${index}`,
        repeat: 0,
        answer: index % 10 < good ? '{"answer": 1}' : "sorry",
      })),
    );
  writeFileSync(join(folder, "base.jsonl"), suite(9));
  writeFileSync(join(folder, "worse.jsonl"), suite(4));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await model.stop(true);
});

describe("bellwether evaluate", () => {
  test("judges a suite's answers by rules, and gate takes what comes out", async () => {
    const { code, stdout, stderr } = await runIn(folder, "evaluate", "base.jsonl", "--by", "valid_json");
    expect([code, stderr]).toEqual([0, "valid_json: 200 judged, mean 0.9000\n"]);
    expect(JSON.parse(stdout.split("\n")[0] ?? "")).toMatchObject({
      scenario: "s0",
      repeat: 0,
      signal: "valid_json",
      value: 1,
      output_digest: expect.stringMatching(/^sha256:/),
      attrs: { evaluator: "valid_json" },
    });
    const gate = await shellIn(
      folder,
      "bellwether evaluate base.jsonl --by valid_json > base.out; bellwether evaluate worse.jsonl --by valid_json | bellwether gate --from-results base.out -",
    );
    expect([gate.code, gate.stdout]).toEqual([1, expect.stringMatching(/^fail: the candidate loses more than harm/)]);
  });

  test("looks at tool calls, and passes on what met an infrastructure error", async () => {
    const tools = [{ name: "add", schema: { type: "object", required: ["a"] } }];
    const call = (args: string) => ({ answer: "", tools, tool_calls: [{ name: "add", arguments: args }] });
    writeFileSync(
      join(folder, "calls.jsonl"),
      lines([
        { unit: "u1", ...call('{"a":1}') },
        { unit: "u2", ...call("{}") },
        { unit: "u3", error: "overloaded" },
        { unit: "u4", answer: "no call" },
      ]),
    );
    const { code, stdout, stderr } = await runIn(folder, "evaluate", "calls.jsonl", "--by", "tools_fit");
    const found = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
      .map(({ unit, value, error }) => [unit, value ?? error]);
    expect(found).toEqual([
      ["u1", 1],
      ["u2", 0],
      ["u3", "overloaded"],
    ]);
    expect([code, stderr]).toEqual([0, "tools_fit: 2 judged, mean 0.5000; 1 with nothing to judge\n"]);
  });

  test("asks a judge's model, and stops where it may spend no more", async () => {
    writeFileSync(
      join(folder, "judged.jsonl"),
      lines(
        Array.from({ length: 30 }, (_, index) => ({
          session: `s${index}`,
          question: "?",
          answer: index < 15 ? "good" : "bad",
        })),
      ),
    );
    const all = await runIn(folder, "evaluate", "judged.jsonl", "--by", "helpful");
    expect([all.code, all.stderr]).toEqual([0, "helpful: 30 judged, mean 0.5000\n"]);
    expect(JSON.parse(all.stdout.split("\n")[0] ?? "").attrs).toMatchObject({
      evaluator: "helpful",
      judge_model: "gpt-5.5-2026-03-01",
    });
    const some = await runIn(folder, "evaluate", "judged.jsonl", "--by", "helpful", "--spend", "0.02");
    expect([some.code, some.stderr]).toEqual([2, expect.stringContaining("they would cost more than may be spent")]);
  });

  test("judges what has half a surrogate pair, and says of an empty file that there is nothing to judge", async () => {
    writeFileSync(join(folder, "half.jsonl"), '{"unit":"u","answer":"\\ud800"}\n');
    const half = await runIn(folder, "evaluate", "half.jsonl", "--by", "valid_json");
    expect([half.code, half.stderr]).toEqual([0, "valid_json: 1 judged, mean 0.0000\n"]);
    writeFileSync(join(folder, "empty.jsonl"), "");
    const empty = await runIn(folder, "evaluate", "empty.jsonl", "--by", "valid_json");
    expect([empty.code, empty.stderr]).toEqual([2, "empty.jsonl has no answers in it, so that nothing was judged\n"]);
  });

  test("looks at the sessions that the gateway looks at, and passes on errors of these alone", async () => {
    const sessions = Array.from({ length: 400 }, (_, index) => ({ session: `s${index}` }));
    const met = sessions.map((one, index) => (index % 4 === 0 ? { ...one, error: "away" } : { ...one, answer: "x" }));
    writeFileSync(join(folder, "sampled.jsonl"), lines([...met, { session: "s1", tenant: "acme", answer: "x" }]));
    const { stdout } = await runIn(folder, "evaluate", "sampled.jsonl", "--by", "some");
    const out = stdout
      .trim()
      .split("\n")
      .map((line): unknown => (JSON.parse(line) as { session: string }).session);
    const wanted = sessions.filter(({ session }) => isSampled("some", `default/${session}`, 0.1));
    const other = isSampled("some", "acme/s1", 0.1) ? ["s1"] : [];
    expect(out).toEqual([...wanted.map(({ session }) => session), ...other]);
  });

  test("has one purse for all judges of a run, and gives up no line for what others have only put aside", async () => {
    const answers = Array.from({ length: 30 }, (_, index) => ({ session: `s${index}`, answer: "good" }));
    writeFileSync(join(folder, "purse.jsonl"), lines(answers));
    // A call costs 800 millionths, and up to some 7,000 are put aside for it.
    const both = await runIn(folder, "evaluate", "purse.jsonl", "--by", "helpful,kind", "--spend", "0.03");
    const judged = [...both.stderr.matchAll(/(\d+) judged/g)].map(([, number]) => Number(number));
    const spent = (judged[0] ?? 0) * 800 + (judged[1] ?? 0) * 800;
    expect(both.code).toBe(2);
    expect(spent).toBeGreaterThan(30_000 - 8_000);
    expect(spent).toBeLessThanOrEqual(30_000);
  });

  test("refuses what it cannot judge by file and line, and evaluators that there are not", async () => {
    writeFileSync(join(folder, "odd.jsonl"), lines([{ unit: "u" }, { unit: "u", answer: 7 }]));
    const odd = await runIn(folder, "evaluate", "odd.jsonl", "--by", "valid_json");
    expect([odd.code, odd.stderr]).toEqual([
      3,
      expect.stringMatching(/odd\.jsonl:1: has no answer[\s\S]*odd\.jsonl:2: answer must be the answer's text/),
    ]);
    const none = await runIn(folder, "evaluate", "base.jsonl", "--by", "nobody");
    expect([none.code, none.stderr]).toEqual([
      3,
      expect.stringContaining("no evaluator nobody; it declares valid_json, tools_fit, helpful, kind, some"),
    ]);
  });
});

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Ceiling } from "./fixtures/ceiling.ts";
import { costOf } from "./cost.ts";
import { judgeOf } from "./fixtures/judge-of.ts";
import { type AskJudge, type JudgeItem, runJudge } from "./run-judge.ts";
import { isSampled } from "./sampling.ts";

const items = (many: number): readonly JudgeItem[] =>
  Array.from({ length: many }, (_, index) => ({ unit: `acme/s${index}`, question: "2 + 2?", answer: `${index}` }));
const judge = judgeOf();
const answering =
  (score: number, use = { input: 100, output: 20 }): AskJudge =>
  ({ model }) =>
    Promise.resolve({ text: JSON.stringify({ why: "so", score }), model, use });
const run = (parts: Parameters<typeof judgeOf>[0], many: number, ask: AskJudge, ceiling = new Ceiling(100)) =>
  runJudge(judgeOf(parts), items(many), { ask, ceiling, now: () => 0, atATime: 4 });

describe("a run of a judge", () => {
  test("gives each item its score, in their order, signed by the judge", async () => {
    const ask: AskJudge = ({ user, model }) =>
      Promise.resolve({ text: `{"score": 0.${/answer = "(\d)"/.exec(user)?.[1]}}`, model });
    expect(await run({}, 3, ask)).toEqual(
      [0, 0.1, 0.2].map((value) => ({ outcome: "judged", value, evaluator: judge.evaluator, why: "" })),
    );
  });

  test("asks nothing of units that are not in the sample", async () => {
    const asked: string[] = [];
    const outcomes = await run({ sample: 0.3 }, 100, (request) => {
      asked.push(request.user);
      return answering(1)(request);
    });
    const sampled = items(100).filter(({ unit }) => isSampled("helpful", unit, 0.3));
    expect(asked).toHaveLength(sampled.length);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(
      items(100).map(({ unit }) => (isSampled("helpful", unit, 0.3) ? "judged" : "not_sampled")),
    );
  });

  test("takes no other model's word, and no reply that is none", async () => {
    const other = await run({}, 1, () => Promise.resolve({ text: '{"score": 1}', model: "gpt-5.5-mini" }));
    expect(other).toEqual([
      {
        outcome: "failed",
        reason: "another_model",
        why: "another model answered, gpt-5.5-mini; the judge is gpt-5.5-2026-03-01, and no other",
      },
    ]);
    const odd = await run({}, 1, () => Promise.resolve({ text: '{"score": 1}', model: "what was asked, repeated" }));
    expect(odd).toMatchObject([
      { why: "another model answered, one whose name is not readable; the judge is gpt-5.5-2026-03-01, and no other" },
    ]);
    const long = await run({}, 1, () => Promise.resolve({ text: '{"score": 1}', model: "m".repeat(101) }));
    expect(long).toMatchObject([{ why: expect.stringContaining("not readable") }]);
    const silent = await run({}, 1, () => Promise.resolve({ text: '{"score": 1}', model: undefined }));
    expect(silent).toMatchObject([{ outcome: "failed", why: expect.stringContaining("not said which model") }]);
    expect(await run({}, 1, answering(3))).toMatchObject([
      { outcome: "failed", why: "the reply has the score 3, which is not from 0 to 1" },
    ]);
  });

  test("goes on after a call that failed, and counts it as paid", async () => {
    const ceiling = new Ceiling(100);
    let calls = 0;
    const ask: AskJudge = (request) =>
      calls++ === 0 ? Promise.reject(new Error("503 from upstream")) : answering(1)(request);
    const outcomes = await runJudge(judge, items(2), { ask, ceiling, now: () => 0, atATime: 1 });
    expect(outcomes).toMatchObject([{ outcome: "failed", why: "503 from upstream" }, { outcome: "judged" }]);
    expect(ceiling.spent.micros).toBeGreaterThan(costOf(judge.price, { input: 100, output: 20 }));
  });

  test("counts no call as more than ten times what was put aside, and says so", async () => {
    const ceiling = new Ceiling(100);
    const said: string[] = [];
    const ask = answering(1, { input: 1e15, output: 20 });
    const outcomes = await runJudge(judge, items(2), {
      ask,
      ceiling,
      now: () => 0,
      atATime: 1,
      say: (s) => said.push(s),
    });
    expect(outcomes).toMatchObject([{ outcome: "judged" }, { outcome: "judged" }]);
    expect(ceiling.spent.micros).toBeGreaterThan(0);
    expect(ceiling.spent.micros).toBeLessThan(1_000_000);
    expect(said[0]).toContain("more than 10 times what it can have used");
  });

  test("does not judge what is longer than may be", async () => {
    const long = [{ unit: "u", question: "", answer: "a".repeat(300_000) }];
    const ports = { ask: answering(1), ceiling: new Ceiling(100), now: () => 0, atATime: 1 };
    expect(await runJudge(judge, long, ports)).toMatchObject([
      { outcome: "failed", why: expect.stringContaining("300000 characters") },
    ]);
  });

  test("never costs more than the ceiling, whatever calls cost and however many there are", async () => {
    const use = fc.record({ input: fc.nat(300), output: fc.nat(512) });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(40_000),
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.option(use)),
        async (most, atATime, uses) => {
          let paid = 0;
          let calls = 0;
          const ask: AskJudge = async (request) => {
            const used = uses[calls++ % Math.max(1, uses.length)] ?? undefined;
            await Promise.resolve();
            paid += used === undefined ? 0 : costOf(judge.price, used);
            return used === undefined ? Promise.reject(new Error("away")) : answering(1, used)(request);
          };
          const ceiling = new Ceiling(most / 1_000_000);
          const outcomes = await runJudge(judge, items(12), { ask, ceiling, now: () => 0, atATime });
          expect(paid).toBeLessThanOrEqual(ceiling.spent.micros);
          expect(ceiling.spent.micros).toBeLessThanOrEqual(most);
          expect(outcomes.filter(({ outcome }) => outcome !== "over_ceiling")).toHaveLength(calls);
        },
      ),
    );
  });
});

import { describe, expect, test } from "bun:test";
import { BellwetherError } from "../core/error.ts";
import type { ModelPorts } from "../quality/evaluators/evaluate.ts";
import { type DeclaredEvaluator, declaredEvaluator, type EvaluatorSaid } from "../quality/evaluators/declared.ts";
import type { AskJudge } from "../quality/evaluators/judge/run-judge.ts";
import { Ceiling } from "../quality/evaluators/judge/fixtures/ceiling.ts";
import { type AnsweredExchange, LiveEvaluation, type LiveScore } from "./live-evaluation.ts";

function declared(name: string, said: Partial<EvaluatorSaid> & { readonly kind: string }): DeclaredEvaluator {
  const ready = declaredEvaluator(name, { surface: "assistant", sample: 1, ...said });
  if (!ready.ok) throw new Error(`${ready.place} ${ready.message}`);
  return ready.judge;
}

const polite = declared("polite", { kind: "regular_expression", pattern: "please" });
const helpful = declared("helpful", {
  kind: "judge",
  model: "gpt-5.5-2026-03-01",
  rubric: "1 where it helps.",
  price: { input: 2, output: 10 },
  dollars_a_day: 1,
});

let number = 0;
const answered = (text: string, parts: Partial<AnsweredExchange> = {}): AnsweredExchange => ({
  exchange: `e${number++}`,
  tenant: "acme",
  key: "k1",
  surface: "assistant",
  session: "s1",
  at: 5,
  bytes: text.length,
  content: () => ({ question: "and?", answer: { text } }),
  ...parts,
});

function judging(
  evaluators: readonly DeclaredEvaluator[],
  ask?: AskJudge,
  dollars = 1,
  model?: () => ModelPorts | undefined,
) {
  const scores: LiveScore[] = [];
  const reports: string[] = [];
  const ceiling = new Ceiling(dollars);
  const evaluation = new LiveEvaluation({
    evaluators,
    model: model ?? (() => (ask === undefined ? undefined : { ask, ceiling, now: () => 0 })),
    send: (score) => void scores.push(score),
    turn: () => Promise.resolve(),
    report: (what) => void reports.push(what),
  });
  return { evaluation, scores, reports };
}

describe("evaluators of a gateway", () => {
  test("judge what was answered, each exchange by each of its surface, with whose it is", async () => {
    const other = declared("other", { kind: "regular_expression", pattern: "x", surface: "search" });
    const { evaluation, scores } = judging([polite, other]);
    evaluation.take(answered("please wait", { exchange: "first" }));
    evaluation.take(answered("no"));
    await evaluation.idle();
    expect(scores.map(({ signal, value }) => [signal, value])).toEqual([
      ["polite", 1],
      ["polite", 0],
    ]);
    expect(scores[0]).toMatchObject({ exchange: "first", tenant: "acme", key: "k1", at: 5 });
    expect(evaluation.counters).toMatchObject({ judged: 2, waiting: 0 });
  });

  test("want the answers of sampled sessions alone, so that nothing else is kept", () => {
    const some = declared("some", { kind: "regular_expression", pattern: "x", sample: 0.3 });
    const { evaluation } = judging([some]);
    const wanted = Array.from({ length: 1_000 }, (_, index) =>
      evaluation.wants({ surface: "assistant", tenant: "acme", session: `s${index}` }),
    ).filter(Boolean).length;
    expect(Math.abs(wanted - 300)).toBeLessThan(60);
    expect(evaluation.wants({ surface: "search", tenant: "acme", session: "s1" })).toBe(false);
  });

  test("leave out and count what comes when too much waits, and are never in the way of who brings it", async () => {
    const { evaluation, scores } = judging([polite]);
    for (let index = 0; index < 1_500; index++) evaluation.take(answered("please"));
    expect(evaluation.counters.left_out).toBe(500);
    await evaluation.idle();
    expect(scores).toHaveLength(1_000);
    evaluation.take(answered("please", { bytes: 65 * 1024 * 1024 }));
    expect(evaluation.counters.left_out).toBe(501);
  });

  test("ask a judge's model no more than it may cost, and make up no score", async () => {
    let asked = 0;
    const ask: AskJudge = ({ model }) => {
      asked++;
      return Promise.resolve({ text: '{"score": 0.5, "why": "so so"}', model, use: { input: 100, output: 20 } });
    };
    const { evaluation, scores } = judging([helpful], ask, 0.02);
    for (let index = 0; index < 200; index++) evaluation.take(answered("an answer"));
    await evaluation.idle();
    expect(scores).toHaveLength(asked);
    expect(asked).toBeLessThan(200);
    expect(evaluation.counters).toMatchObject({ judged: asked, over_ceiling: 200 - asked });
    expect(scores[0]).toMatchObject({ value: 0.5, evaluator: { id: "helpful", model: "gpt-5.5-2026-03-01" } });
  });

  test("say once what is wrong with a judge, and go on with those that go by rules", async () => {
    const ask: AskJudge = () => Promise.reject(new Error("the judge's model was not reached: 401"));
    const { evaluation, scores, reports } = judging([helpful, polite], ask);
    for (let index = 0; index < 5; index++) evaluation.take(answered("please"));
    await evaluation.idle();
    expect(scores.map(({ signal }) => signal)).toEqual(Array.from({ length: 5 }, () => "polite"));
    expect(reports).toEqual([
      "the evaluator helpful could not judge an answer: the judge's model was not reached: 401",
    ]);
    const nowhere = judging([helpful]);
    nowhere.evaluation.take(answered("x"));
    await nowhere.evaluation.idle();
    expect(nowhere.evaluation.counters.failed).toBe(1);
  });

  test("go on after an answer with half a surrogate pair, which is judged as any other", async () => {
    const { evaluation, scores } = judging([polite]);
    evaluation.take(answered("please \ud800"));
    evaluation.take(answered("please"));
    await evaluation.idle();
    expect(scores.map(({ value }) => value)).toEqual([1, 1]);
    expect(scores[0]?.outputDigest).not.toBe(scores[1]?.outputDigest);
  });

  test("go on after whatever breaks one judgement: content that cannot be read, a judge without its key", async () => {
    const { evaluation, scores, reports } = judging([polite, helpful], undefined, 1, () => {
      throw new BellwetherError("config_invalid", "a secret is missing: the environment variable K is not set");
    });
    const broken = () => {
      throw new TypeError("private words of an answer");
    };
    evaluation.take(answered("", { content: broken }));
    evaluation.take(answered("please"));
    await evaluation.idle();
    expect(scores.map(({ signal }) => signal)).toEqual(["polite"]);
    expect(evaluation.counters).toMatchObject({ judged: 1, failed: 3, waiting: 0 });
    expect(reports).toEqual([
      "the evaluator polite could not judge an answer: it broke by TypeError",
      "the evaluator helpful could not judge an answer: it broke by TypeError",
      "the evaluator helpful could not judge an answer: a secret is missing: the environment variable K is not set",
    ]);
  });

  test("that go by rules do not wait for a judge that hangs; what finds no room in its queue is left out", async () => {
    const ask: AskJudge = () => new Promise(() => undefined);
    const { evaluation, scores } = judging([helpful, polite], ask);
    for (let round = 0; round < 3; round++) {
      for (let index = 0; index < 500; index++) evaluation.take(answered("please"));
      await until(() => scores.length === (round + 1) * 500);
    }
    expect(scores).toHaveLength(1_500);
    // Four are asked, and a thousand may wait.
    expect(evaluation.counters).toMatchObject({ waiting: 1_004, left_out: 496 });
  });

  test("hang up on judges in the end, and count what they did not say as left out", async () => {
    let hungUp = 0;
    const ask: AskJudge = (_, signal) =>
      new Promise((_resolve, reject) =>
        signal?.addEventListener("abort", () => {
          hungUp++;
          reject(new Error("hung up on"));
        }),
      );
    const { evaluation, scores, reports } = judging([helpful, polite], ask);
    for (let index = 0; index < 10; index++) evaluation.take(answered("please"));
    await evaluation.stop({ rules: new Promise(() => undefined), models: until(() => scores.length === 10) });
    await evaluation.idle();
    expect([scores.length, hungUp, reports]).toEqual([10, 4, []]);
    expect(evaluation.counters).toMatchObject({ judged: 10, left_out: 10, failed: 0 });
    evaluation.take(answered("please"));
    expect(evaluation.counters).toMatchObject({ waiting: 0, left_out: 11 });
  });

  test("say each kind of thing once, whatever numbers and names are in it, and nothing that a model said", async () => {
    let calls = 0;
    const ask: AskJudge = () => Promise.resolve({ text: '{"score": 1}', model: `private words ${calls++}` });
    const { evaluation, reports } = judging([helpful, polite], ask);
    for (let index = 0; index < 5; index++) evaluation.take(answered("a".repeat(300_000 + index)));
    for (let index = 0; index < 5; index++) evaluation.take(answered("an answer"));
    await evaluation.idle();
    expect(calls).toBe(5);
    expect(reports).toHaveLength(3);
    expect(reports.join()).not.toContain("private");
  });

  test("look at no turn that only calls tools, but for those that judge calls", async () => {
    let asked = 0;
    const ask: AskJudge = ({ model }) => {
      asked++;
      return Promise.resolve({ text: '{"score": 1}', model });
    };
    const calls = declared("calls", { kind: "tool_calls" });
    const { evaluation, scores } = judging([helpful, polite, calls], ask);
    const turn = { text: "\n", toolCalls: [{ name: "clock", arguments: "" }], tools: [{ name: "clock" }] };
    evaluation.take(answered("", { content: () => ({ question: "?", answer: turn }) }));
    evaluation.take(answered("please"));
    await evaluation.idle();
    expect(scores.map(({ signal }) => signal).sort()).toEqual(["calls", "helpful", "polite"]);
    expect([asked, evaluation.counters.failed]).toEqual([1, 0]);
  });
});

/** Resolves when something is so, of what the event loop brings about. */
async function until(so: () => boolean): Promise<void> {
  do await new Promise((resolve) => setImmediate(resolve));
  while (!so());
}

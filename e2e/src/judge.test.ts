import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { askJudgeAt } from "../../server/src/adapters/http/ask-judge.ts";
import { Ceiling } from "../../server/src/quality/evaluators/judge/fixtures/ceiling.ts";
import { type Judge, readJudge } from "../../server/src/quality/evaluators/judge/judge.ts";
import { type JudgeItem, type JudgeOutcome, runJudge } from "../../server/src/quality/evaluators/judge/run-judge.ts";
import { Deployment } from "./harness.ts";

const CONTRACT = `
bellwether: 1
surface: judges
version: 1.0.0
mode: verify
model: { provider: openai, id: gpt-5.5 }
`;

let deployment: Deployment;
let key: string;

beforeAll(async () => {
  deployment = await Deployment.start({ contracts: { judges: CONTRACT } });
  key = await deployment.key("--tenant", "acme", "--name", "judge");
});
afterAll(() => deployment.stop());

function judgeOf(parts: Record<string, unknown>): Judge {
  const read = readJudge({
    id: "helpful",
    model: "gpt-5.5",
    rubric: "1 where the question is answered, 0 where not.",
    sample: 1,
    price: { input: 2, output: 10 },
    dollars_a_day: 1,
    ...parts,
  });
  if (!read.ok) throw new Error(`${read.place} ${read.message}`);
  return read.judge;
}

const items = (many: number, answer = "4"): readonly JudgeItem[] =>
  Array.from({ length: many }, (_, index) => ({ unit: `acme/s${index}`, question: "2 + 2?", answer }));

async function run(
  judge: Judge,
  judged: readonly JudgeItem[],
  ceiling = new Ceiling(judge.dollarsADay),
): Promise<readonly JudgeOutcome[]> {
  const ask = askJudgeAt({ baseUrl: deployment.url, key, timeoutMs: 30_000 });
  return runJudge(judge, judged, { ask, ceiling, now: Date.now, atATime: 2 });
}

describe("a judge that asks its model through the gateway", () => {
  test("gets a score, which can be posted as it is", async () => {
    const [outcome] = await run(judgeOf({}), items(1));
    if (outcome?.outcome !== "judged") throw new Error(JSON.stringify(outcome));
    const { id, version, model, rubricDigest, promptDigest } = outcome.evaluator;
    const response = await fetch(`${deployment.url}/api/v1/scores`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify({
        session: "s0",
        signal: "helpful",
        value: outcome.value,
        evaluator: { id, version, model, rubric_digest: rubricDigest, prompt_digest: promptDigest },
      }),
    });
    expect([response.status, await response.json()]).toMatchObject([201, { outcome: "accepted" }]);
  });

  test("pays what the model says that it used, and stops at its ceiling", async () => {
    const ceiling = new Ceiling(1);
    await run(judgeOf({}), items(1), ceiling);
    const one = ceiling.spent.micros;
    // Less than the most that it could have cost: that was given back.
    expect(one).toBeGreaterThan(0);
    expect(one).toBeLessThan(512 * 10);
    const low = new Ceiling(0.015);
    const outcomes = await run(judgeOf({}), items(50), low);
    const judged = outcomes.filter(({ outcome }) => outcome === "judged").length;
    expect(judged).toBeGreaterThan(0);
    expect(outcomes.filter(({ outcome }) => outcome === "over_ceiling")).toHaveLength(50 - judged);
    expect(low.spent.micros).toBeGreaterThan(0);
    expect(low.spent.micros).toBeLessThanOrEqual(15_000);
    expect(await run(judgeOf({}), items(1), new Ceiling(0))).toEqual([{ outcome: "over_ceiling" }]);
  });

  test("has no score where the gateway refuses another model than the contract's", async () => {
    expect(await run(judgeOf({ model: "gpt-5.5-mini" }), items(1))).toMatchObject([
      { outcome: "failed", why: expect.stringMatching(/not reached: 4\d\d/) },
    ]);
  });

  test("has no score where the model says something else", async () => {
    const told = items(1, '[[lab {"text":"{\\"score\\": 7}"}]]');
    expect(await run(judgeOf({}), told)).toMatchObject([
      { outcome: "failed", why: expect.stringContaining("the reply has") },
    ]);
  });
});

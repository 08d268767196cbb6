import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Deployment, eventually } from "./harness.ts";

const CONTRACTS = {
  assistant:
    "bellwether: 1\nsurface: assistant\nversion: 1.0.0\nmode: observe\nmodel: { provider: anthropic, id: claude-opus-4-6 }\n",
  judges: "bellwether: 1\nsurface: judges\nversion: 1.0.0\nmode: verify\nmodel: { provider: openai, id: gpt-5.5 }\n",
};
const CONFIG = `
evaluators:
  says_four: { kind: regular_expression, surface: assistant, pattern: "\\\\b4\\\\b" }
  tools_fit: { kind: tool_calls, surface: assistant }
  helpful:
    kind: judge
    surface: assistant
    at: env:NOTHING
`;

let deployment: Deployment;
let key: string;
let judge: ReturnType<typeof Bun.serve>;
let asked = 0;

beforeAll(async () => {
  judge = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: async (request) => {
      asked++;
      const { model } = (await request.json()) as { model: string };
      return Response.json({
        model,
        choices: [{ message: { content: '{"score": 0.75, "why": "nearly"}' } }],
        usage: { prompt_tokens: 200, completion_tokens: 10 },
      });
    },
  });
  const at = `http://127.0.0.1:${judge.port}`;
  deployment = await Deployment.start({
    contracts: CONTRACTS,
    config: CONFIG.replace(
      "    at: env:NOTHING\n",
      `    at: ${at}
    key: env:JUDGE_KEY
    model: gpt-5.5-2026-03-01
    rubric: "1 where the question is answered, 0 where not."
    price: { input: 100, output: 100 }
    dollars_a_day: 0.5
`,
    ),
    env: { JUDGE_KEY: "k" },
  });
  key = await deployment.key("--tenant", "acme", "--surface", "assistant");
});
afterAll(async () => {
  await deployment.stop();
  await judge.stop(true);
});

async function ask(content: string, parts: object = {}): Promise<string> {
  const response = await fetch(`${deployment.url}/v1/messages`, {
    method: "POST",
    headers: { "x-api-key": key, "anthropic-version": "2023-06-01" },
    body: JSON.stringify({
      model: "claude-opus-4-6",
      max_tokens: 256,
      messages: [{ role: "user", content }],
      ...parts,
    }),
  });
  await response.text();
  return response.headers.get("bellwether-exchange") ?? "";
}

interface Scored {
  readonly signal: string;
  readonly value: number;
  readonly evaluator: { readonly id: string; readonly model?: string };
}
const scoresOf = (exchange: string, many: number): Promise<readonly Scored[]> =>
  eventually(
    async () => {
      const { scores } = (await (await deployment.api(`/api/v1/scores?exchange=${exchange}`)).json()) as {
        scores: readonly Scored[];
      };
      return scores.length >= many ? scores : undefined;
    },
    20_000,
    () => `${exchange} has fewer than ${many} scores: ${deployment.log}`,
  );
const valuesOf = (scores: readonly Scored[]): Readonly<Record<string, number>> =>
  Object.fromEntries(scores.map(({ signal, value }) => [signal, value]));

describe("evaluators of the configuration", () => {
  test("judge answers as they come, streamed and not, and their scores are the exchange's", async () => {
    const [good, bad] = [await ask("say 4"), await ask("say five", { stream: true })];
    expect(valuesOf(await scoresOf(good, 2))).toEqual({ says_four: 1, helpful: 0.75 });
    const scores = await scoresOf(bad, 2);
    expect(valuesOf(scores)).toEqual({ says_four: 0, helpful: 0.75 });
    expect(scores.find(({ signal }) => signal === "helpful")?.evaluator).toMatchObject({
      id: "helpful",
      model: "gpt-5.5-2026-03-01",
    });
  });

  test("look at the calls of tools with the schemas that were offered", async () => {
    const tools = [
      { name: "add", input_schema: { type: "object", required: ["a"], properties: { a: { type: "number" } } } },
    ];
    const call = (input: object): string => `[[lab ${JSON.stringify({ tool: "add", input })}]]`;
    const fits = await ask(call({ a: 1 }), { tools });
    const not = await ask(call({ b: 1 }), { tools, stream: true });
    // A turn that only calls is no answer yet: nobody else judges it, and no model is paid for it.
    expect(valuesOf(await scoresOf(fits, 1))).toEqual({ tools_fit: 1 });
    expect(valuesOf(await scoresOf(not, 1))).toEqual({ tools_fit: 0 });
  });

  test("spend no more than they may, also after a restart, and what is not judged has no score", async () => {
    for (let index = 0; index < 60; index++) await ask(`say ${index}`);
    const health = async () =>
      (await (await fetch(`${deployment.url}/healthz`)).json()) as {
        evaluations: { waiting: number; over_ceiling: number; judged: number; failed: number; scores_lost: number };
      };
    const { evaluations } = await eventually(
      async () => {
        const found = await health();
        return found.evaluations.waiting === 0 && found.evaluations.over_ceiling > 0 ? found : undefined;
      },
      30_000,
      () => `nothing was over the ceiling: ${deployment.log}`,
    );
    expect(evaluations).toMatchObject({ scores_lost: 0 });
    const before = asked;
    // 0.5 dollars at 100 a million tokens: 5,000 tokens, 210 of them a judgement.
    expect(before).toBeLessThanOrEqual(23);
    await deployment.down();
    await deployment.up();
    const exchange = await ask("say 4 again");
    expect(valuesOf(await scoresOf(exchange, 1))).toEqual({ says_four: 1 });
    expect(asked).toBe(before);
  });

  test("keep no content: not in the spool, not in the store, not in the log", async () => {
    const secret = "swordfish-in-the-answer";
    const exchange = await ask(`say ${secret}`);
    await scoresOf(exchange, 1);
    expect(deployment.log).not.toContain(secret);
    const files = readdirSync(join(deployment.folder, ".bellwether"), { recursive: true, withFileTypes: true });
    const holding = files.filter(
      (file) => file.isFile() && readFileSync(join(file.parentPath, file.name)).includes(secret),
    );
    expect(files.length).toBeGreaterThan(5);
    expect(holding.map(({ name }) => name)).toEqual([]);
  });
});

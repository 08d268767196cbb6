import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Deployment, eventually } from "./harness.ts";

const CONTRACT =
  "bellwether: 1\nsurface: assistant\nversion: 1.0.0\nmode: observe\nmodel: { provider: anthropic, id: claude-opus-4-6 }\n";
const judgeAt = (at: string, key: string): string =>
  `{ kind: judge, surface: assistant, at: "${at}", key: "${key}", model: m-1, rubric: good, price: { input: 1, output: 1 }, dollars_a_day: 5 }`;

let deployment: Deployment;
let hanging: ReturnType<typeof Bun.serve>;
let asked = 0;

beforeAll(async () => {
  hanging = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    fetch: () => {
      asked++;
      return new Promise<Response>(() => undefined);
    },
  });
  const at = `http://127.0.0.1:${hanging.port}`;
  deployment = await Deployment.start({
    contracts: { assistant: CONTRACT },
    config: `evaluators:
  says_four: { kind: regular_expression, surface: assistant, pattern: "\\\\b4\\\\b" }
  lost: { kind: regular_expression, surface: asistant, pattern: a }
  hangs: ${judgeAt(at, "none")}
  keyless: ${judgeAt(at, "env:NO_SUCH_JUDGE_KEY")}
`,
  });
});
afterAll(async () => {
  await deployment.stop();
  await hanging.stop(true);
});

describe("judges that hang or have no key", () => {
  test("are in nobody's way, and are told at the start, as is a surface that no contract names", async () => {
    const key = await deployment.key("--tenant", "acme", "--surface", "assistant");
    for (let index = 0; index < 8; index++) {
      const response = await fetch(`${deployment.url}/v1/messages`, {
        method: "POST",
        headers: { "x-api-key": key, "anthropic-version": "2023-06-01" },
        body: JSON.stringify({
          model: "claude-opus-4-6",
          max_tokens: 64,
          messages: [{ role: "user", content: `say ${index}` }],
        }),
      });
      await response.text();
    }
    const counted = await eventually(
      async () => {
        const { evaluations } = (await (await fetch(`${deployment.url}/healthz`)).json()) as {
          evaluations: { waiting: number; judged: number; failed: number };
        };
        return evaluations.judged === 8 && asked === 4 ? evaluations : undefined;
      },
      20_000,
      () => `the rules did not judge all: ${deployment.log}`,
    );
    expect(counted).toMatchObject({ judged: 8 });
    expect(deployment.log).toContain("the judge keyless judges nothing until its key is there");
    expect(deployment.log).toContain(
      "the evaluator lost judges nothing: no contract names its surface, asistant (did you mean assistant?)",
    );
    const doctor = await deployment.command("doctor");
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toContain("NO_SUCH_JUDGE_KEY is not set");
    expect(doctor.stdout).toContain("names its surface, asistant");
    // Ends by itself, without being killed for the judge's sake.
    await deployment.down();
  }, 60_000);
});

import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConfig } from "../config/config.ts";
import { checkEvaluators } from "./diagnosis-evaluators.ts";

const folder = mkdtempSync(join(tmpdir(), "bellwether-evaluators-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a judge without its key and an evaluator of no surface are told, by the part that can know", () => {
  writeFileSync(
    join(folder, "assistant.yaml"),
    "bellwether: 1\nsurface: assistant\nversion: 1.0.0\nmode: verify\nmodel: { provider: openai, id: gpt-5.5 }\n",
  );
  const text = `contracts: [assistant.yaml]
evaluators:
  good: { kind: regular_expression, surface: assistant, pattern: a }
  lost: { kind: regular_expression, surface: asistant, pattern: a }
  keyless: { kind: judge, surface: assistant, at: "http://127.0.0.1:1", key: none }
  helpful: { kind: judge, surface: assistant, at: "http://127.0.0.1:1", key: "env:NO_SUCH_JUDGE_KEY" }
`;
  const read = parseConfig(join(folder, "c.yaml"), text, folder, {}, { env: () => undefined, file: () => undefined });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const told = checkEvaluators(read.config, undefined);
  expect(told).toMatchObject([
    { name: "key of helpful", state: "wrong", found: expect.stringContaining("NO_SUCH_JUDGE_KEY is not set") },
    { name: "evaluator lost", state: "wrong", remedy: "change evaluators.lost.surface: did you mean assistant?" },
  ]);
  expect(checkEvaluators(read.config, "control").map(({ name }) => name)).toEqual(["evaluator lost"]);
  expect(checkEvaluators(read.config, "gateway").map(({ name }) => name)).toEqual(["key of helpful"]);
});

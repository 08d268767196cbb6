import { describe, expect, test } from "bun:test";
import { parseConfig } from "../config/config.ts";
import { findingsOfParts } from "./configuration.ts";

const NO_SECRETS = { env: () => undefined, file: () => undefined };
const JUDGE = "kind: judge, surface: a, model: m-1, rubric: good, price: { input: 1, output: 1 }, dollars_a_day: 1";

function problems(evaluator: string) {
  const text = `evaluators:\n  one: { ${evaluator} }\n`;
  const read = parseConfig("/etc/c.yaml", text, "/", {}, NO_SECRETS, findingsOfParts);
  return read.ok ? [] : read.problems;
}

describe("a configuration's evaluators", () => {
  test("are good where their kinds take them", () => {
    expect(problems("kind: regular_expression, surface: a, pattern: sorry")).toEqual([]);
    expect(problems(`${JUDGE}, at: "http://127.0.0.1:1", key: none`)).toEqual([]);
  });

  test("are refused with their place and a hint where there is no such kind", () => {
    expect(problems("kind: json_shema, surface: a, schema: {}")).toEqual([
      {
        file: "/etc/c.yaml",
        line: 2,
        column: 16,
        path: "evaluators.one.kind",
        message: 'kind is "json_shema"; assertions, json_schema, regular_expression, tool_calls, judge are known',
        hint: "did you mean json_schema?",
      },
    ]);
  });

  test.each([
    [
      'kind: regular_expression, surface: a, pattern: "(a"',
      "evaluators.one.pattern",
      /pattern is no expression of RE2/,
    ],
    ["kind: json_schema, surface: a, schema: { type: thing }", "evaluators.one.schema", /schema is no JSON schema/],
    ["kind: regular_expression, surface: a", "evaluators.one", /^pattern is missing$/],
    [
      "kind: regular_expression, surface: a, pattern: a, goood: match",
      "evaluators.one.goood",
      /^there is no setting goood$/,
    ],
    [
      "kind: regular_expression, surface: a, pattern: 7",
      "evaluators.one.pattern",
      /^pattern must be of the type string/,
    ],
    ['kind: assertions, surface: a, assertions: [{ matches: "(a" }]', "evaluators.one.assertions[0]", /matches is no/],
    [JUDGE, "evaluators.one", /^at is missing: it says where the judge's model is asked/],
    [`${JUDGE.replace("model: m-1", "model: m-latest")}, at: "http://127.0.0.1:1"`, "evaluators.one.model", /for good/],
  ])("are refused with their place where settings are not as they should be: %s", (evaluator, path, message) => {
    expect(problems(evaluator)).toMatchObject([
      { line: 2, path, message: expect.stringMatching(message), hint: expect.any(String) },
    ]);
  });

  test("may have a judge without a key, and none with one that is written down", () => {
    expect(problems(`${JUDGE}, at: "http://127.0.0.1:1", key: written`)).toMatchObject([
      { path: "evaluators.one.key", message: expect.stringMatching(/must be none, env:NAME or file:PATH/) },
    ]);
  });
});

import { expect, test } from "bun:test";
import { declaredEvaluator, type EvaluatorSaid } from "./declared.ts";

const problem = (name: string, said: Partial<EvaluatorSaid> & { readonly kind: string }): string => {
  const ready = declaredEvaluator(name, { surface: "assistant", sample: 1, ...said });
  return ready.ok ? "" : `${ready.place}: ${ready.message}`;
};

test("an evaluator is filed under its own name, or under the signal that it says", () => {
  const ready = declaredEvaluator("polite", { kind: "regular_expression", pattern: "x", surface: "a", sample: 1 });
  expect(ready.ok && ready.judge.signal).toBe("polite");
  const other = declaredEvaluator("polite", {
    kind: "regular_expression",
    pattern: "x",
    surface: "a",
    sample: 1,
    signal: "tone",
  });
  expect(other.ok && other.judge.signal).toBe("tone");
});

test("what is wrong is said with its place", () => {
  expect(problem("polite", { kind: "vibes" })).toBe(
    'kind: is "vibes"; assertions, json_schema, regular_expression, tool_calls, judge are known',
  );
  expect(problem("polite", { kind: "regular_expression" })).toStartWith("pattern: ");
  expect(problem("polite", { kind: "judge", model: "gpt-latest" })).toStartWith("model: must be one model for good");
  expect(problem("polite", { kind: "assertions", signal: "error_rate" })).toContain("signal: must not be one that");
  expect(problem("end-user", { kind: "assertions" })).toContain('must not be "end-user"');
});

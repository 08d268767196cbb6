import { expect, test } from "bun:test";
import { sessionOf } from "./fixtures/session.ts";
import { outputTokensPerTurn } from "./output-tokens-per-turn.ts";

test("sums what a turn took, over its requests", () => {
  const records = sessionOf(
    { turn: 1, output_tokens: 100 },
    { turn: 1, output_tokens: 300 },
    { turn: 2, output_tokens: 0 },
  );
  expect(outputTokensPerTurn.measure(records)).toBe(200);
});

test("passes over what failed before a token was written", () => {
  expect(outputTokensPerTurn.measure(sessionOf({ turn: 1, outcome: "failed" }))).toBeUndefined();
  expect(outputTokensPerTurn.measure(sessionOf({ turn: 1, output_tokens: 50 }, { turn: 2 }))).toBe(50);
});

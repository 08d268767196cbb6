import { expect, test } from "bun:test";
import { sessionOf } from "./fixtures/session.ts";
import { reasoningTokensPerTurn } from "./reasoning-tokens-per-turn.ts";

test("sums what a turn took, over its requests", () => {
  const records = sessionOf(
    { turn: 1, reasoning_tokens: 100 },
    { turn: 1, reasoning_tokens: 300 },
    { turn: 2, reasoning_tokens: 0 },
  );
  expect(reasoningTokensPerTurn.measure(records)).toBe(200);
});

test("does not take reasoning that is not counted for none", () => {
  expect(reasoningTokensPerTurn.measure(sessionOf({ output_tokens: 10 }))).toBeUndefined();
  const some = sessionOf({ turn: 1, reasoning_tokens: 100 }, { turn: 2, reasoning_tokens: null });
  expect(reasoningTokensPerTurn.measure(some)).toBe(100);
});

import { expect, test } from "bun:test";
import { sessionOf } from "./fixtures/session.ts";
import { requestsPerPrompt } from "./requests-per-prompt.ts";

test("counts requests by user turns, however many a tool loop takes", () => {
  expect(requestsPerPrompt.measure(sessionOf({ turn: 1 }, { turn: 1 }, { turn: 1 }, { turn: 2 }))).toBe(2);
  expect(requestsPerPrompt.measure([])).toBeUndefined();
});

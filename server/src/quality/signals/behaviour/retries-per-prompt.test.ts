import { expect, test } from "bun:test";
import { sessionOf } from "./fixtures/session.ts";
import { retriesPerPrompt } from "./retries-per-prompt.ts";

test("counts the repeats of a request by user turns", () => {
  const records = sessionOf({ turn: 1 }, { turn: 1, retry: true }, { turn: 1, retry: true }, { turn: 2 });
  expect(retriesPerPrompt.measure(records)).toBe(1);
  expect(retriesPerPrompt.measure([])).toBeUndefined();
});

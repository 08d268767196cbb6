import { expect, test } from "bun:test";
import { sessionOf } from "./fixtures/session.ts";
import { costPerSession } from "./cost-per-session.ts";

test("sums what the session cost", () => {
  expect(
    costPerSession.measure(sessionOf({ cost_usd: 0.5, input_tokens: 1 }, { cost_usd: 0.25, input_tokens: 1 })),
  ).toBe(0.75);
});

test("is not known where a price is not, and what used nothing needs none", () => {
  expect(costPerSession.measure(sessionOf({ cost_usd: 0.5, input_tokens: 1 }, { input_tokens: 1 }))).toBeUndefined();
  expect(costPerSession.measure(sessionOf({ cost_usd: 0.5, input_tokens: 1 }, { outcome: "failed" }))).toBe(0.5);
  expect(costPerSession.measure(sessionOf({ outcome: "failed" }))).toBeUndefined();
});

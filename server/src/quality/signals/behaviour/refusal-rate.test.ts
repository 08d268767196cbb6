import { expect, test } from "bun:test";
import { sessionOf } from "./fixtures/session.ts";
import { refusalRate } from "./refusal-rate.ts";

test("is the share of ended answers that were refused, in the words of every provider", () => {
  const words = ["refusal", "content_filter", "SAFETY", "guardrail_intervened", "end_turn", "stop", "STOP", "length"];
  expect(refusalRate.measure(sessionOf(...words.map((finish_reason) => ({ finish_reason }))))).toBe(0.5);
});

test("does not take a contract that was kept to for a model that would not", () => {
  expect(refusalRate.measure(sessionOf({ outcome: "refused" }))).toBeUndefined();
});

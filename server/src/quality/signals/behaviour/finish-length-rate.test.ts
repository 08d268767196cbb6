import { expect, test } from "bun:test";
import { sessionOf } from "./fixtures/session.ts";
import { finishLengthRate } from "./finish-length-rate.ts";

test("is the share of ended answers that had no more room, in the words of every provider", () => {
  const words = ["end_turn", "max_tokens", "length", "MAX_TOKENS", "max_output_tokens", "stop", "STOP", "tool_use"];
  expect(finishLengthRate.measure(sessionOf(...words.map((finish_reason) => ({ finish_reason }))))).toBe(0.5);
});

test("says nothing of answers that did not end", () => {
  expect(finishLengthRate.measure(sessionOf({ finish_reason: "" }, { finish_reason: "stop" }))).toBe(0);
  expect(finishLengthRate.measure(sessionOf({ finish_reason: "" }))).toBeUndefined();
});

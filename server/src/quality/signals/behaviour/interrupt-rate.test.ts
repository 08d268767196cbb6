import { expect, test } from "bun:test";
import { sessionOf } from "./fixtures/session.ts";
import { interruptRate } from "./interrupt-rate.ts";

test("is the share of requests whose client went away", () => {
  const outcomes = ["complete", "cancelled", "complete", "cut"];
  expect(interruptRate.measure(sessionOf(...outcomes.map((outcome) => ({ outcome }))))).toBe(0.25);
});

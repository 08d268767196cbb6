import { expect, test } from "bun:test";
import { sessionOf } from "./fixtures/session.ts";
import { errorRate } from "./error-rate.ts";

test("is the share of requests that infrastructure failed, and not of those that a client ended or a contract refused", () => {
  const outcomes = ["failed", "cut", "interrupted", "complete", "cancelled", "refused"];
  expect(errorRate.measure(sessionOf(...outcomes.map((outcome) => ({ outcome }))))).toBe(0.5);
});

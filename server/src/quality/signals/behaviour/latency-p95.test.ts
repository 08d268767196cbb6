import { expect, test } from "bun:test";
import { sessionOf } from "./fixtures/session.ts";
import { latencyP95 } from "./latency-p95.ts";

test("is the time that nineteen of twenty whole answers took at most", () => {
  const times = Array.from({ length: 20 }, (_, at) => ({ duration_ms: (at + 1) * 10 }));
  expect(latencyP95.measure(sessionOf(...times))).toBe(190);
});

test("does not take an answer that broke off for a quick one", () => {
  expect(latencyP95.measure(sessionOf({ duration_ms: 900 }, { duration_ms: 1, outcome: "cut" }))).toBe(900);
  expect(latencyP95.measure(sessionOf({ duration_ms: 1, outcome: "failed" }))).toBeUndefined();
});

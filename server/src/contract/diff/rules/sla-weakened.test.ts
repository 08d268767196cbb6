import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("SLA_WEAKENED", () => {
  test("is a longer time that is promised", () => {
    expectPair("SLA_WEAKENED", "economics: { sla: { p95_ms: 20000 } }\n", "economics: { sla: { p95_ms: 30000 } }\n");
  });

  test("is a promise that is gone", () => {
    expectPair(
      "SLA_WEAKENED",
      "economics: { sla: { p95_ms: 1, availability: 0.9 } }\n",
      "economics: { sla: { p95_ms: 1 } }\n",
    );
  });

  test("is not a better promise", () => {
    expect(
      rulesFound("economics: { sla: { availability: 0.99 } }\n", "economics: { sla: { availability: 0.999 } }\n"),
    ).not.toContain("SLA_WEAKENED");
  });
});

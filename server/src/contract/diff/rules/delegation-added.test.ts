import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

const allow = (...rules: readonly string[]): string =>
  `roles:\n  main: { match: { default: true } }\n  searcher: { match: { agent: true } }\n` +
  `delegation: { allow: [${rules.map((rule) => `{ from: main, ${rule} }`).join()}] }\n`;
const rule = "to: role:searcher, reason: latency";

describe("DELEGATION_ADDED", () => {
  test("is a rule that is new, and DELEGATION_REMOVED one that is gone", () => {
    const found = expectPair("DELEGATION_ADDED", allow(), allow(rule));
    expect(found).toMatchObject({ severity: "breaking", path: 'delegation.allow["main -> role:searcher"]' });
    expect(found.message).toBe("the delegation main -> role:searcher is new, for latency");
  });

  test("is another delegate", () => {
    const to = (id: string): string => allow(`to: { provider: openai, id: ${id} }, reason: quality`);
    expect(rulesFound(to("a"), to("b"))).toEqual(["DELEGATION_ADDED", "DELEGATION_REMOVED"]);
  });

  test("is a second rule with the same ends", () => {
    const second = "to: role:searcher, reason: capability";
    const found = expectPair("DELEGATION_ADDED", allow(second), allow(rule, second));
    expect(found.path).toBe('delegation.allow["main -> role:searcher #2"]');
    expect(rulesFound(allow(second), allow(rule, second))).toEqual(["DELEGATION_ADDED"]);
  });

  test("is not another order of the rules", () => {
    const second = "to: role:searcher, reason: capability";
    expect(rulesFound(allow(rule, second), allow(second, rule))).toEqual([]);
  });
});

import { describe, expect, test } from "bun:test";
import { expectPair } from "../rule-suite.ts";

const rule = (rest: string): string =>
  `roles:\n  main: { match: { default: true } }\n  searcher: { match: { agent: true } }\n` +
  `delegation: { allow: [{ from: main, to: role:searcher, reason: quality${rest} }] }\n`;

describe("OPT_CHOICE_CHANGED", () => {
  test("is in where it was out, or no choice", () => {
    const found = expectPair("OPT_CHOICE_CHANGED", rule(", opt: in"), rule(", opt: out"));
    expect(found).toMatchObject({ subject: "economics", severity: "risky" });
    expect(found.path).toBe('delegation.allow["main -> role:searcher"].opt');
    expectPair("OPT_CHOICE_CHANGED", rule(", opt: in"), rule(""));
  });
});

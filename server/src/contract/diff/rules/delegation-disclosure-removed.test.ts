import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

const rule = (rest: string): string =>
  `roles:\n  main: { match: { default: true } }\n  searcher: { match: { agent: true } }\n` +
  `delegation: { allow: [{ from: main, to: role:searcher, reason: quality${rest} }] }\n`;

describe("DELEGATION_DISCLOSURE_REMOVED", () => {
  test("is a delegation of which callers are no longer told, and DELEGATION_DISCLOSED one of which they are", () => {
    const found = expectPair("DELEGATION_DISCLOSURE_REMOVED", rule(", disclosed: true"), rule(""));
    expect(found).toMatchObject({
      severity: "breaking",
      path: 'delegation.allow["main -> role:searcher"].disclosed',
    });
  });

  test("is not false in place of nothing", () => {
    expect(rulesFound(rule(""), rule(", disclosed: false"))).toEqual([]);
  });
});

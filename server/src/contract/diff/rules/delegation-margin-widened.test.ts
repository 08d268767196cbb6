import { describe, expect, test } from "bun:test";
import { expectPair } from "../rule-suite.ts";

const rule = (rest: string): string =>
  `roles:\n  main: { match: { default: true } }\n  searcher: { match: { agent: true } }\n` +
  `delegation: { allow: [{ from: main, to: role:searcher, reason: quality${rest} }] }\n`;

describe("DELEGATION_MARGIN_WIDENED", () => {
  test("is a larger drop that is put up with, and DELEGATION_MARGIN_NARROWED a smaller one", () => {
    const found = expectPair("DELEGATION_MARGIN_WIDENED", rule(", margin: 0.01"), rule(", margin: 0.02"));
    expect(found).toMatchObject({ severity: "risky", path: 'delegation.allow["main -> role:searcher"].margin' });
  });

  test("is a margin that is gone: then no drop is ruled out", () => {
    expectPair("DELEGATION_MARGIN_WIDENED", rule(", margin: 0.01"), rule(""));
  });
});

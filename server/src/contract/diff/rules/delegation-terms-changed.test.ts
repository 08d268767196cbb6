import { describe, expect, test } from "bun:test";
import { changes, expectPair, rulesFound } from "../rule-suite.ts";

const rule = (rest: string): string =>
  `roles:\n  main: { match: { default: true } }\n  searcher: { match: { agent: true } }\n` +
  `delegation: { allow: [{ from: main, to: role:searcher, reason: quality${rest} }] }\n`;

describe("DELEGATION_TERMS_CHANGED", () => {
  test("is another reason, another share that is saved, or other tools, each told for itself", () => {
    const after = rule(", saves: 0.5, when: { tool: search }").replace("quality", "latency");
    expect(changes(rule(""), after).map(({ rule, path }) => `${rule} ${path}`)).toEqual([
      'DELEGATION_TERMS_CHANGED delegation.allow["main -> role:searcher"].reason',
      'DELEGATION_TERMS_CHANGED delegation.allow["main -> role:searcher"].saves',
      'DELEGATION_TERMS_CHANGED delegation.allow["main -> role:searcher"].when',
    ]);
    expectPair("DELEGATION_TERMS_CHANGED", rule(""), after);
  });

  test("is not the same conditions written otherwise", () => {
    expect(rulesFound(rule(", when: { tool: search }"), rule(", when: { tool: [search] }"))).toEqual([]);
    expect(rulesFound(rule(""), rule(", when: {}"))).toEqual([]);
    expect(rulesFound(rule(", when: { tool: [a, b] }"), rule(", when: { tool: [b, a] }"))).toEqual([]);
  });
});

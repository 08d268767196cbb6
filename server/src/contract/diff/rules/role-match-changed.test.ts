import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

const match = (title: string): string =>
  `roles:\n  main: { match: { default: true } }\n  title: { match: { ${title} } }\n`;

describe("ROLE_MATCH_CHANGED", () => {
  test("is a role that is told by other conditions", () => {
    const found = expectPair("ROLE_MATCH_CHANGED", match("no_tools: true"), match("agent: true"));
    expect(found).toMatchObject({ severity: "risky", path: "roles.title.match", role: "title" });
  });

  test("is another default role", () => {
    const role = (one: string, other: string): string => `roles:\n  a: { match: ${one} }\n  b: { match: ${other} }\n`;
    const [yes, no] = ["{ default: true }", "{ agent: true }"];
    expectPair("ROLE_MATCH_CHANGED", role(yes, no), role(no, yes));
  });

  test("is what becomes of a voice that no role matches", () => {
    const found = expectPair("ROLE_MATCH_CHANGED", "betas: []\n", "betas: []\nunknown_role: main\n");
    expect(found).toMatchObject({ path: "unknown_role", before: "violation", after: "main" });
    expect(rulesFound("betas: []\n", "betas: []\nunknown_role: violation\n")).toEqual([]);
  });

  test("is not the same conditions written otherwise", () => {
    expect(rulesFound(match("model: [a, b]"), match("model: [b, a]"))).toEqual([]);
    expect(rulesFound(match("header: x-a"), match("header: [x-a]"))).toEqual([]);
    expect(rulesFound(match('idle: ">1h"'), match('idle: "> 60m"'))).toEqual([]);
    expect(rulesFound(match("input_tokens: 5"), match('input_tokens: "=5"'))).toEqual([]);
  });

  test("is not a role alone that says that it is the default", () => {
    expect(rulesFound("roles: { main: {} }\n", "roles: { main: { match: { default: true } } }\n")).toEqual([]);
  });
});

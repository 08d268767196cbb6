import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

const route = (rest: string): string =>
  `roles:\n  main: { match: { default: true }, tools: [{ name: search${rest} }] }\n  searcher: { match: { agent: true } }\n`;

describe("TOOL_ROUTE_CHANGED", () => {
  test("is another that answers the calls of a tool", () => {
    const found = expectPair("TOOL_ROUTE_CHANGED", route(""), route(", routes_to: role:searcher"));
    expect(found).toMatchObject({ severity: "risky", path: "roles.main.tools.search.routes_to", before: "self" });
  });

  test("is not self in place of nothing", () => {
    expect(rulesFound(route(""), route(", routes_to: self"))).toEqual([]);
  });
});

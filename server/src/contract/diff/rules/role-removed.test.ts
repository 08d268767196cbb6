import { describe, expect, test } from "bun:test";
import { changes, expectPair } from "../rule-suite.ts";

const MAIN = "roles:\n  main: { match: { default: true } }\n";

describe("ROLE_REMOVED", () => {
  const both = `${MAIN}  title: { match: { no_tools: true }, model: { id: haiku } }\n`;

  test("is a role that is gone, and ROLE_ADDED one that is new", () => {
    const found = expectPair("ROLE_REMOVED", both, MAIN);
    expect(found).toMatchObject({ severity: "breaking", path: "roles.title", role: "title" });
    expect(found.message).toBe("the role title is gone; its model was haiku");
  });

  test("is all that is told of the role", () => {
    expect(changes(MAIN, both).map(({ rule, severity }) => [rule, severity])).toEqual([["ROLE_ADDED", "risky"]]);
  });
});

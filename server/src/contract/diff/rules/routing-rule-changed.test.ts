import { describe, expect, test } from "bun:test";
import { changes, expectPair, rulesFound } from "../rule-suite.ts";

const routing = (...rules: readonly string[]): string =>
  `roles:\n  main: { match: { default: true } }\n  a: { match: { agent: true } }\n  b: { match: { no_tools: true } }\n` +
  `routing: [${rules.map((rule) => `{ ${rule} }`).join()}]\n`;
const [ci, chat] = ["when: { journey: ci }, use: role:a", "when: { journey: chat }, use: role:b"];

describe("ROUTING_RULE_CHANGED", () => {
  test("is a rule that is new or gone", () => {
    const found = expectPair("ROUTING_RULE_CHANGED", routing(ci), routing(ci, chat));
    expect(found).toMatchObject({ severity: "risky", path: "routing[1]" });
    expect(found.message).toBe('the routing rule to role:b for {"journey":"chat"} is new');
  });

  test("is a rule that leads elsewhere", () => {
    const found = expectPair("ROUTING_RULE_CHANGED", routing(ci), routing(ci.replace("role:a", "role:b")));
    expect(found).toMatchObject({ path: "routing[0].use", before: "role:a", after: "role:b" });
  });

  test("is another order, where it says which role answers", () => {
    expect(expectPair("ROUTING_RULE_CHANGED", routing(ci, chat), routing(chat, ci)).path).toBe("routing");
    const alike = chat.replace("role:b", "role:a");
    expect(rulesFound(routing(ci, alike), routing(alike, ci))).toEqual([]);
  });

  test("is not a rule that never applies, nor one that is written otherwise", () => {
    expect(changes(routing(ci), routing(ci, ci.replace("role:a", "role:b")))).toEqual([]);
    expect(rulesFound(routing(ci), routing(ci.replace("ci", "[ci]")))).toEqual([]);
    expect(rulesFound(routing(), routing().replace(/routing.*/, ""))).toEqual([]);
  });
});

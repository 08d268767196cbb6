import { describe, expect, test } from "bun:test";
import { changes, expectPair } from "../rule-suite.ts";

const delegate = (searcher: string): string =>
  `roles:\n  main: { match: { default: true } }\n  searcher: { match: { agent: true }, ${searcher} }\n` +
  "delegation: { allow: [{ from: main, to: role:searcher, reason: quality }] }\n";

describe("DELEGATE_MODEL_CHANGED", () => {
  test("is another model behind the same delegation", () => {
    const found = expectPair("DELEGATE_MODEL_CHANGED", delegate("model: { id: a }"), delegate("model: { id: b }"));
    expect(found).toMatchObject({
      severity: "breaking",
      path: 'delegation.allow["main -> role:searcher"].to.model.id',
      role: "main",
    });
  });

  test("is a delegate whose effort is no longer said", () => {
    const found = expectPair(
      "DELEGATE_MODEL_CHANGED",
      delegate("reasoning: { effort: high }"),
      delegate("reasoning: {}"),
    );
    expect(found.path).toBe('delegation.allow["main -> role:searcher"].to.reasoning.effort');
  });

  test("is not told where nothing is delegated to the role", () => {
    const alone = (id: string): string => delegate(`model: { id: ${id} }`).replace(/delegation:.*/, "");
    expect(changes(alone("a"), alone("b")).map(({ rule }) => rule)).toEqual(["MODEL_CHANGED"]);
  });
});

import { describe, expect, test } from "bun:test";
import { expectPair } from "../rule-suite.ts";

const delegate = (searcher: string): string =>
  `roles:\n  main: { match: { default: true } }\n  searcher: { match: { agent: true }, ${searcher} }\n` +
  "delegation: { allow: [{ from: main, to: role:searcher, reason: quality }] }\n";

describe("DELEGATE_MODEL_DOWNGRADED", () => {
  test("is less effort behind the same delegation, and DELEGATE_MODEL_UPGRADED more", () => {
    const effort = (written: string): string => delegate(`reasoning: { effort: ${written} }`);
    const found = expectPair("DELEGATE_MODEL_DOWNGRADED", effort("high"), effort("{ default: low }"));
    expect(found).toMatchObject({ severity: "breaking", before: "high", after: "low" });
    expect(found.message).toBe(
      "the effort that answers under the delegation main -> role:searcher changed from high to low",
    );
  });
});

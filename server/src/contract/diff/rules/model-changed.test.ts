import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

const id = (written: string): string => `model: { provider: anthropic, id: ${written} }\n`;

describe("MODEL_CHANGED", () => {
  test("is another id", () => {
    const found = expectPair("MODEL_CHANGED", id("claude-opus-4-6"), id("claude-haiku-4-5"));
    expect(found).toMatchObject({ severity: "breaking", bump: "major", path: "roles.main.model.id", role: "main" });
    expect(found.message).toBe("the model of main changed from claude-opus-4-6 to claude-haiku-4-5");
  });

  test("is a model where none was contracted, and none where one was", () => {
    expectPair("MODEL_CHANGED", "betas: []\n", id("a"));
  });

  test("is another snapshot of the same id", () => {
    const snapshot = (day: string): string => `model: { id: opus, snapshot: opus-${day} }\n`;
    expect(expectPair("MODEL_CHANGED", snapshot("20260115"), snapshot("20260301")).path).toBe(
      "roles.main.model.snapshot",
    );
    expect(expectPair("MODEL_CHANGED", snapshot("20260115"), id("opus-20260301")).path).toBe(
      "roles.main.model.snapshot",
    );
  });

  test("is what may be chosen in its place, more of it or less", () => {
    const found = expectPair("MODEL_CHANGED", id("opus"), id("{ default: opus, allow: [opus, haiku] }"));
    expect(found).toMatchObject({ path: "roles.main.model.id.allow", after: ["haiku", "opus"] });
    expectPair("MODEL_CHANGED", id("{ default: a, allow: [a, b] }"), id("{ default: a, by: [user] }"));
  });

  test("is not the same model or the same choice written otherwise", () => {
    expect(rulesFound(id("a"), id("{ default: a }"))).toEqual([]);
    expect(rulesFound(id("a"), id("{ default: a, allow: [a] }"))).toEqual([]);
    expect(rulesFound(id("{ default: a, allow: [a, b] }"), id("{ allow: [b, a], default: a }"))).toEqual([]);
  });
});

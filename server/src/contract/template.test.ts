import { describe, expect, test } from "bun:test";
import { problemsOf, small } from "./fixtures/make.ts";
import { contractTemplate } from "./template.ts";

describe("the template", () => {
  test("is a valid contract, whatever it is made for", () => {
    expect(problemsOf(contractTemplate())).toEqual([]);
    expect(problemsOf(contractTemplate({ surface: "a-b", provider: "openai", model: "gpt-5.5" }))).toEqual([]);
  });

  test("shows only examples that are valid when they are taken in", () => {
    // Each commented block of YAML, with its comment signs taken away, beside what every contract needs.
    const blocks = contractTemplate().match(/(?:^# [a-z_]+:(?: .*)?\n(?:^# {3}.*\n)*)/gm) ?? [];
    const yaml = blocks.map((block) => block.replace(/^# /gm, "")).filter((block) => !block.startsWith("budgets:"));
    expect(yaml.length).toBeGreaterThan(5);
    const read = (path: string): string => (path.endsWith(".json") ? "{}" : "text");
    for (const block of yaml) {
      expect([block, problemsOf(small(block), read).map(({ message }) => message)]).toEqual([block, []]);
    }
  });
});

import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { ROLE_KEYS, writtenDocument } from "./document.ts";
import { problemsOf, small } from "./fixtures/make.ts";
import { isMapping } from "./merge.ts";
import { contractJsonSchema, contractJsonSchemaText } from "./schema.ts";
import { contractTemplate } from "./template.ts";

const published = `${import.meta.dirname}/../../../docs/contract.schema.json`;

describe("the published schema", () => {
  test("is current", () => {
    expect(readFileSync(published, "utf8")).toBe(contractJsonSchemaText());
  });

  test("knows every key of the document, and no other", () => {
    const { properties, additionalProperties } = contractJsonSchema();
    expect(Object.keys(properties as object).sort()).toEqual(Object.keys(writtenDocument.shape).sort());
    expect(additionalProperties).toBe(false);
  });

  test("refers to nothing that it does not hold", () => {
    const { $defs } = contractJsonSchema();
    const names = Object.keys($defs as object);
    for (const [, name = ""] of contractJsonSchemaText().matchAll(/"#\/\$defs\/([^"]+)"/g))
      expect(names).toContain(name);
  });

  test("requires nothing in an audience's overlay, and lets it change no fixed key", () => {
    const { $defs } = contractJsonSchema();
    const overlay = isMapping($defs) ? $defs["overlay"] : undefined;
    expect(JSON.stringify(overlay)).not.toContain('"required":[');
    const properties = isMapping(overlay) && isMapping(overlay["properties"]) ? Object.keys(overlay["properties"]) : [];
    expect(properties).toContain("roles");
    expect(properties).not.toContain("version");
  });
});

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

describe("the reference", () => {
  const reference = readFileSync(`${import.meta.dirname}/../../../docs/contract.md`, "utf8");

  test("names every key of the document", () => {
    for (const key of Object.keys(writtenDocument.shape))
      expect([key, reference.includes(`\`${key}\``)]).toEqual([key, true]);
    expect(ROLE_KEYS.length).toBeGreaterThan(5);
  });

  test("shows only contracts that are valid", () => {
    const read = (path: string): string => (path.endsWith(".json") ? "{}" : "text");
    const examples = [...reference.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
    expect(examples.length).toBeGreaterThan(5);
    for (const example of examples) {
      const whole = example.startsWith("bellwether:") ? example : small(example);
      expect([example, problemsOf(whole, read).map(({ message }) => message)]).toEqual([example, []]);
    }
  });
});

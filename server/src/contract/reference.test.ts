import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { role } from "./document/role.ts";
import { writtenDocument } from "./document.ts";
import { problemsOf, small } from "./fixtures/make.ts";

describe("the reference", () => {
  const reference = readFileSync(`${import.meta.dirname}/../../../docs/contract.md`, "utf8");

  test("names every key of the document and of a role", () => {
    for (const key of [...Object.keys(writtenDocument.shape), ...Object.keys(role.shape)]) {
      expect([key, reference.includes(`\`${key}\``) || reference.includes(`\`${key}:`)]).toEqual([key, true]);
    }
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

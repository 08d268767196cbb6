import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { DIRECTIVE_MEMBERS, readDirective } from "./directive.ts";
import { FAULT_NAMES, parseFaults } from "./faults.ts";

const page = readFileSync(resolve(import.meta.dir, "../../../../docs/lab.md"), "utf8");

/** What a table of the page has in code type in its first column, under a heading. */
function firstColumn(heading: string): readonly string[] {
  const section = page.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("| `"));
  return rows.flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ""));
}

test("the page has every directive's member, and its examples can be read", () => {
  const known: readonly string[] = DIRECTIVE_MEMBERS;
  const extra = new Set(["tools", "usage"]);
  expect([...new Set([...firstColumn("Directives"), ...extra])].sort()).toEqual([...known].sort());
  const examples = page.split("\n").filter((line) => line.startsWith("[[lab "));
  expect(examples.length).toBeGreaterThan(4);
  for (const example of examples) expect(readDirective(example), example).toMatchObject({ kind: "directive" });
});

test("the page has every fault, and each can be written as it says", () => {
  const written = firstColumn("Faults");
  const names = new Set(written.map((text) => text.split("=")[0] ?? ""));
  expect([...names].sort()).toEqual([...FAULT_NAMES].sort());
  const values: Readonly<Record<string, string>> = {
    CODE: "500",
    S: "1",
    B: "false",
    NAME: "m",
    BYTES: "9",
    "MS@N": "1@2",
  };
  for (const text of written) {
    const fault = text.replace(/=(.+)$/, (_all, value: string) => `=${values[value] ?? "1"}`);
    expect(parseFaults(fault), fault).toHaveLength(1);
  }
});

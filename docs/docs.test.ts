import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseConfig } from "../server/src/config/config.ts";
import { findingsOfParts } from "../server/src/processes/configuration.ts";
import { FORMATS } from "../server/src/contract/diff/render/format.ts";
import { parseWaivers } from "../server/src/contract/diff/waivers/document.ts";
import { parseContract } from "../server/src/contract/load.ts";

const ROOT = join(import.meta.dirname, "..");
const PAGES = [
  join(ROOT, "README.md"),
  ...[import.meta.dirname, join(import.meta.dirname, "clients")].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".md"))
      .map((name) => join(folder, name)),
  ),
];
const read = (page: string): string => readFileSync(page, "utf8");
const blocks = (page: string, language: string): string[] =>
  [...read(page).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map((match) => match[1] ?? "");
const NO_SECRETS = { env: () => "x", file: () => "x" };

describe("the documentation", () => {
  test("shows configurations that are good", () => {
    const shown = ["configuration.md", "operations.md", "monitors.md", "evaluators.md"].flatMap((page) =>
      blocks(join(import.meta.dirname, page), "yaml"),
    );
    expect(shown.length).toBeGreaterThan(1);
    for (const text of shown)
      expect(parseConfig("bellwether.config.yaml", text, "/", {}, NO_SECRETS, findingsOfParts)).toMatchObject({
        ok: true,
      });
  });

  test("shows contracts that are good", () => {
    const shown = blocks(join(import.meta.dirname, "guide.md"), "yaml");
    expect(shown.length).toBeGreaterThan(0);
    for (const text of shown) expect(parseContract("contract.yaml", text, () => undefined)).toMatchObject({ ok: true });
  });

  test("shows waivers that are good", () => {
    const shown = blocks(join(import.meta.dirname, "contract.md"), "yml").filter((text) =>
      text.includes("fingerprint:"),
    );
    expect(shown).toHaveLength(1);
    for (const text of shown) expect(parseWaivers("bellwether.waivers.yaml", text)).toMatchObject({ ok: true });
  });

  test("shows every format of a diff", () => {
    const page = read(join(import.meta.dirname, "contract.md"));
    for (const format of FORMATS) expect([format, page.includes(`\n| \`${format}\``)]).toEqual([format, true]);
  });

  test("links to pages and headings that are there", () => {
    for (const page of PAGES) {
      for (const [, target = ""] of read(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#[^)]*)?\)/g)) {
        if (target !== "")
          expect([page, target, existsSync(join(dirname(page), target))]).toEqual([page, target, true]);
      }
    }
  });

  test("names commands that there are", () => {
    const known = new Set(
      readdirSync(join(ROOT, "server/src/cli/commands")).map((name) => name.replace(/(\.test)?\.ts$/, "")),
    );
    for (const page of PAGES) {
      for (const block of blocks(page, "sh")) {
        for (const [, command = ""] of block.matchAll(/^(?:npx )?bellwether ([a-z]+)/gm))
          expect([page, command, known.has(command)]).toEqual([page, command, true]);
      }
    }
  });
});

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Ran, runIn } from "../fixtures/run-in.ts";

const HEAD = "bellwether: 1\nsurface: helper\nversion: 1.0.0\nmode: verify\n";
const bytes = (...parts: readonly (string | number)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === "number" ? Buffer.from([part]) : Buffer.from(part))));

/** What is in the file behind the head, where it is wrong, and what is said of it. */
const BAD: readonly (readonly [name: string, rest: string | Buffer, place: string, said: string])[] = [
  [
    "a YAML bomb",
    `annotations:\n  a: &a [x, x, x, x, x, x, x, x, x, x]\n${["b", "c", "d", "e"]
      .map((key, at) => `  ${key}: &${key} [${Array(10).fill(`*${"abcd"[at]}`).join(", ")}]\n`)
      .join("")}`,
    "7:10",
    "aliases stand for aliases here",
  ],
  ["anchors in a circle", "annotations: &a\n  b: *a\n", "6:6", "it is itself a part of"],
  ["a key twice", "mode: enforce\n", "5:1", "this key stands here twice"],
  ["a key that there is not", "rezoning: { effort: high }\n", "5:1", 'there is no key "rezoning" here'],
  ["a word that there is not", "reasoning: { effort: hgih }\n", "5:22", 'not "hgih"'],
  ["a prompt that is not there", "system: [{ id: a, file: none.md }]\n", "5:25", "there is no file"],
  [
    "a prompt outside of the folder",
    "system: [{ id: a, file: ../up.md }]\n",
    "5:25",
    "outside of the contract's folder",
  ],
  ["a link to outside of the folder", "system: [{ id: a, file: link.md }]\n", "5:25", "link to outside of"],
  ["a prompt of 10 MB", "system: [{ id: a, file: long.md }]\n", "5:1", "this prompt has 10485760 characters"],
  ["bytes that are no UTF-8", bytes('description: "', 0xff, '"\n'), "5:15", "no UTF-8"],
  ["a prompt that is no UTF-8", "system: [{ id: a, file: bytes.md }]\n", "bytes.md:2:4", "no UTF-8"],
];

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bellwether-bad-"));
  writeFileSync(join(folder, "good.yaml"), HEAD);
  writeFileSync(join(folder, "long.md"), "x".repeat(10 * 1024 * 1024));
  writeFileSync(join(folder, "bytes.md"), bytes("Be\nso ", 0xfe, " kind\n"));
  symlinkSync("/etc/hostname", join(folder, "link.md"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: readonly string[]): Promise<Ran> => runIn(folder, "contract", ...args);

describe("a contract with", () => {
  test.each(BAD)(
    "%s is one error with its place, and exit code 3",
    async (_, rest, place, said) => {
      writeFileSync(join(folder, "bad.yaml"), Buffer.concat([Buffer.from(HEAD), Buffer.from(rest)]));
      const where = place.includes(".md") ? place : `bad.yaml:${place}`;
      for (const args of [
        ["diff", "good.yaml", "bad.yaml"],
        ["register", "bad.yaml", "--registry", "registry.jsonl"],
      ]) {
        const { code, stdout, stderr } = await run(...args);
        expect([code, stdout]).toEqual([3, ""]);
        expect(stderr).toContain(`${where}: error: `);
        expect(stderr).toContain(said);
        expect(stderr.trimEnd()).toEndWith("1 problem");
      }
      expect(existsSync(join(folder, "registry.jsonl"))).toBe(false);
    },
    30_000,
  );

  test("what a terminal would obey is shown and not obeyed", async () => {
    writeFileSync(join(folder, "bad.yaml"), `${HEAD}"\u001b[2Jmode": 1\n`);
    const { code, stderr } = await run("diff", "good.yaml", "bad.yaml");
    expect(code).toBe(3);
    expect(stderr).not.toContain("\u001b");
  }, 30_000);
});

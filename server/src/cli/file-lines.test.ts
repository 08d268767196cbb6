import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileLines } from "./file-lines.ts";

async function linesOf(text: string): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "bellwether-lines-"));
  try {
    const path = join(folder, "lines.jsonl");
    writeFileSync(path, text);
    return await Array.fromAsync(fileLines(path));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("a line ends at a line feed, with or without a carriage return, and at no other character", async () => {
  expect(await linesOf("a\u2028b\u2029c\u0085d\re\nsecond\r\n\nlast")).toEqual([
    "a\u2028b\u2029c\u0085d\re",
    "second",
    "",
    "last",
  ]);
  expect(await linesOf("")).toEqual([]);
});

test("a line that is longer than what is read at once comes whole", async () => {
  const long = "é".repeat(200_000);
  expect(await linesOf(`${long}\n${long}\n`)).toEqual([long, long]);
});

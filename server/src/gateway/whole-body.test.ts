import { expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { decoded } from "./whole-body.ts";

test("a compressed answer is read, and one that stands for very many bytes is left as it came", async () => {
  const small = new Uint8Array(gzipSync("hello"));
  expect(new TextDecoder().decode(await decoded(small, "gzip"))).toBe("hello");
  const bomb = new Uint8Array(gzipSync(new Uint8Array(100_000_000)));
  expect(await decoded(bomb, "gzip")).toBe(bomb);
});

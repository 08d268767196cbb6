import { expect, test } from "bun:test";
import { plainJson, plainLine } from "./plain-text.ts";

const NASTY = "a\u001b[2J\u009b1mb\n2026 forged\u2028\u202ec";

test("a text is one line, and no command to a terminal", () => {
  expect(plainLine(NASTY)).toBe("a\ufffd[2J\ufffd1mb\ufffd2026 forged\ufffd\ufffdc");
});

test("JSON stays the same value", () => {
  const json = JSON.stringify({ model: NASTY }, undefined, 2);
  expect(JSON.parse(plainJson(json))).toEqual({ model: NASTY });
  // oxlint-disable-next-line no-control-regex
  expect(plainJson(json)).not.toMatch(/[\u001b\u009b\u2028\u202e]/);
});

import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { VERSION } from "./core/version.ts";

const SOURCE = import.meta.dirname;
const files = [...new Bun.Glob("**/*.ts").scanSync(SOURCE)].filter((file) => !file.includes(".test."));
const lines = (file: string): number => readFileSync(join(SOURCE, file), "utf8").split("\n").length;

/** The rooms of the house, which docs/architecture.md describes. */
const ROOMS = new Set([
  "core",
  "wire",
  "contract",
  "exchange",
  "session",
  "delegation",
  "quality",
  "rollout",
  "scenario",
  "lab",
  "gateway",
  "control",
  "config",
  "adapters",
  "processes",
  "cli",
]);

describe("the house", () => {
  test("has files of at most 250 lines, but for one in twenty, and none of more than 500", () => {
    const sizes = files.map(lines).sort((a, b) => a - b);
    expect(sizes[Math.floor(sizes.length * 0.95)]).toBeLessThanOrEqual(250);
    expect(sizes.at(-1)).toBeLessThanOrEqual(500);
  });

  test("has no room that is not on the plan", () => {
    const rooms = new Set(files.filter((file) => file.includes("/")).map((file) => file.split("/")[0] ?? ""));
    expect([...rooms].filter((room) => !ROOMS.has(room))).toEqual([]);
  });

  test("touches the runtime's own API in adapters and processes alone", () => {
    const touching = files.filter(
      (file) =>
        !/^(adapters|processes)\//.test(file) &&
        /\bBun\.|from "bun(:|")/.test(readFileSync(join(SOURCE, file), "utf8")),
    );
    expect(touching.filter((file) => !file.endsWith("-suite.ts"))).toEqual([]);
  });

  test("reads the environment in config alone", () => {
    const reading = files.filter(
      (file) => !file.startsWith("config/") && /process\.env/.test(readFileSync(join(SOURCE, file), "utf8")),
    );
    // Test helpers find the recorded data by a variable.
    expect(reading.filter((file) => !file.startsWith("wire/golden/"))).toEqual([]);
  });

  test("says of every server how long a connection may be idle: the runtime would end it after ten seconds", () => {
    const count = (file: string, words: RegExp): number =>
      readFileSync(join(SOURCE, file), "utf8").match(words)?.length ?? 0;
    const serving = files.filter((file) => count(file, /\bBun\.serve\(/g) > 0);
    expect(serving.length).toBeGreaterThan(0);
    expect(serving.filter((file) => count(file, /\bidleTimeout:/g) < count(file, /\bBun\.serve\(/g))).toEqual([]);
  });

  test("says the same version as its package", () => {
    const manifest = JSON.parse(readFileSync(join(SOURCE, "..", "package.json"), "utf8")) as { version: string };
    expect(manifest.version).toBe(VERSION);
  });
});

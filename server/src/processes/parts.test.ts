import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, parseConfig } from "../config/config.ts";
import type { BellwetherError } from "../core/error.ts";
import { controlPlaces, type Part, requirePart } from "./parts.ts";
import { groupPaths } from "./paths.ts";

function configured(text: string, cwd = "/srv"): Config {
  const result = parseConfig(undefined, text, cwd, {}, { env: () => undefined, file: () => undefined });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.config;
}

/** What is wrong with a configuration for a part; nothing where it has all that it needs. */
function wrong(part: Part, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "bellwether-parts-"));
  writeFileSync(join(folder, "token"), "a-token-that-is-long-enough\n");
  writeFileSync(join(folder, "short"), "short\n");
  try {
    requirePart(configured(text, folder), part);
    return "";
  } catch (error) {
    expect((error as BellwetherError).code).toBe("config_invalid");
    return (error as BellwetherError).message;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const STORE = "stores: { exchanges: 'http://clickhouse:8123' }\n";
const ADDRESSES = "addresses: ['http://control-0:4143', 'https://control-1:4143']";

describe("a part by itself", () => {
  test("has what it needs where the configuration says so", () => {
    expect(wrong("gateway", `${STORE}control: { ${ADDRESSES}, token: 'file:token' }\n`)).toBe("");
    expect(wrong("control", `${STORE}listen: { control: { port: 4143 } }\ncontrol: { token: 'file:token' }\n`)).toBe(
      "",
    );
  });

  test.each<[Part, string, RegExp]>([
    ["gateway", "{}", /--only gateway needs `stores.exchanges` to name a ClickHouse/],
    ["gateway", STORE, /`control.addresses`/],
    ["gateway", `${STORE}control: { ${ADDRESSES} }`, /`control.token`.*env:NAME/],
    ["gateway", `${STORE}control: { ${ADDRESSES}, token: 'file:short' }`, /longer `control.token`: at least 16/],
    ["gateway", `${STORE}control: { ${ADDRESSES}, token: 'file:none' }`, /none is missing or empty/],
    ["control", "{}", /--only control needs `stores.exchanges`/],
    ["control", STORE, /`listen.control`/],
    ["control", `${STORE}listen: { control: { port: 1 } }`, /`control.token`/],
  ])("says what %s lacks: %p", (part, text, words) => {
    expect(wrong(part, text)).toMatch(words);
  });
});

describe("where a gateway finds control", () => {
  test("is its own group, or any of the addresses where it runs apart, beginning with one by chance", () => {
    const data = mkdtempSync(join(tmpdir(), "bellwether-parts-"));
    const config = { ...configured(`${STORE}control: { ${ADDRESSES}, token: 'env:TOKEN' }`), data };
    const paths = groupPaths(config);
    expect(controlPlaces(config, paths, undefined, 0.9).all.map(({ inner }) => inner.socket)).toEqual([
      paths.innerSocket,
    ]);
    const apart = controlPlaces(config, paths, "gateway", 0.9);
    expect(apart.all.map(({ inner }) => inner.base)).toEqual([
      "http://control-0:4143/node",
      "https://control-1:4143/node",
    ]);
    expect(apart.current.api.base).toBe("https://control-1:4143");
    expect(controlPlaces(config, paths, "gateway", 0.1).current.api.base).toBe("http://control-0:4143");
    rmSync(data, { recursive: true, force: true });
  });
});

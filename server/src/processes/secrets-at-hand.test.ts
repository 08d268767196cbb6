import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConfig } from "../config/config.ts";
import type { BellwetherError } from "../core/error.ts";
import type { Part } from "./parts.ts";
import { requireSecrets } from "./secrets-at-hand.ts";

const folder = mkdtempSync(join(tmpdir(), "bellwether-at-hand-"));
beforeAll(() => {
  writeFileSync(join(folder, "clickhouse"), "http://user:private@clickhouse:8123/db\n");
  writeFileSync(join(folder, "postgres"), "postgres://user:private@postgres/db\n");
  writeFileSync(join(folder, "nonsense"), "private\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function wrong(text: string, only?: Part): string {
  const result = parseConfig(undefined, text, folder, {}, { env: () => undefined, file: () => undefined });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  try {
    requireSecrets(result.config, only);
    return "";
  } catch (error) {
    expect((error as BellwetherError).code).toBe("config_invalid");
    return (error as BellwetherError).message;
  }
}

describe("what the configuration names", () => {
  test("is looked at before anything starts", () => {
    expect(wrong("{}")).toBe("");
    expect(wrong("stores: { exchanges: 'file:clickhouse', control: 'file:postgres' }")).toBe("");
  });

  test.each<[string, RegExp]>([
    ["stores: { exchanges: 'file:nothing' }", /nothing is missing or empty/],
    ["stores: { exchanges: 'file:nonsense' }", /nonsense.*`stores.exchanges`.*is no address of a ClickHouse/],
    ["stores: { control: 'file:nothing' }", /nothing is missing or empty/],
    ["stores: { control: 'file:nonsense' }", /`stores.control`.*no address of a PostgreSQL/],
    ["stores: { control: 'postgres://h/d' }", /names no user/],
    ["stores: { control: 'postgres://u@h/d?sslrootcert=/nowhere/ca.pem' }", /\/nowhere\/ca.pem cannot be read/],
    ["skeleton_key: 'file:nothing'", /nothing is missing or empty/],
    ["signing_key: 'file:nothing'", /nothing is missing or empty/],
    ["notices: { webhook: { url: 'https://x.example', secret: 'file:nothing' } }", /nothing is missing or empty/],
    ["notices: { webhook: { url: 'env:NO_SUCH_URL', secret: 'file:nothing' } }", /NO_SUCH_URL is not set/],
  ])("and told where it is wrong, without what may be secret: %s", (text, words) => {
    const message = wrong(text);
    expect(message).toMatch(words);
    expect(message).not.toContain("private");
  });

  test("is asked for only by the part that needs it", () => {
    expect(wrong("stores: { control: 'file:nothing' }", "gateway")).toBe("");
    expect(wrong("skeleton_key: 'file:nothing'", "control")).toBe("");
  });
});

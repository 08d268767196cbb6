import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Config } from "./config.ts";
import { CONFIG_FILE, type ConfigFlags, loadConfig, processSecrets } from "./load.ts";
import { readSecret } from "./secret.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bellwether-secrets-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function configure(path: string, key: string): void {
  write(path, `upstreams: { anthropic: { base_url: "http://127.0.0.1:9", key: "${key}" } }\n`);
}

/** The configuration as a process in a folder loads it. */
function loadedIn(cwd: string, flags: ConfigFlags = {}): Config {
  mkdirSync(join(folder, cwd), { recursive: true });
  const result = loadConfig(flags, join(folder, cwd));
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.config;
}

const keyOf = (config: Config): string => readSecret(config.upstreams[0]?.key ?? "", processSecrets);

describe("a secret's file", () => {
  test("is looked for from the configuration's folder on, wherever the process works", () => {
    configure("etc/bw.yaml", "file:secrets/provider.key");
    write("etc/secrets/provider.key", "beside the configuration\n");
    write("work/secrets/provider.key", "in the working folder\n");
    for (const config of ["../etc/bw.yaml", join(folder, "etc", "bw.yaml")])
      expect([config, keyOf(loadedIn("work", { config }))]).toEqual([config, "beside the configuration"]);
    expect(keyOf(loadedIn("elsewhere/deep", { config: "../../etc/bw.yaml" }))).toBe("beside the configuration");
  });

  test("may stand above the configuration", () => {
    configure("etc/bellwether/bw.yaml", "file:../provider.key");
    write("etc/provider.key", "one above\n");
    write("provider.key", "one above the working folder\n");
    expect(keyOf(loadedIn("work", { config: "../etc/bellwether/bw.yaml" }))).toBe("one above");
  });

  test("is looked for beside the configuration that is found without being named", () => {
    configure(join("work", CONFIG_FILE), "file:provider.key");
    write("work/provider.key", "here\n");
    expect(keyOf(loadedIn("work"))).toBe("here");
  });

  test("is where an absolute path says", () => {
    configure("etc/bw.yaml", `file:${join(folder, "run", "provider.key")}`);
    write("run/provider.key", "absolute\n");
    expect(keyOf(loadedIn("work", { config: "../etc/bw.yaml" }))).toBe("absolute");
  });

  test("that is not there is told by its whole path, and never taken from the working folder", () => {
    configure("etc/bw.yaml", "file:provider.key");
    write("work/provider.key", "in the working folder\n");
    const config = loadedIn("work", { config: "../etc/bw.yaml" });
    expect(() => keyOf(config)).toThrow(`the file ${join(folder, "etc", "provider.key")} is missing or empty`);
  });

  test("that holds the address of a store is found as those of keys are", () => {
    write("etc/bw.yaml", 'stores: { exchanges: "file:secrets/clickhouse" }\n');
    write("etc/secrets/clickhouse", "http://user:private@127.0.0.1:8123\n");
    const { stores } = loadedIn("work", { config: "../etc/bw.yaml" });
    expect(readSecret(stores.exchanges, processSecrets)).toBe("http://user:private@127.0.0.1:8123");
  });
});

describe("what names no file", () => {
  test.each(["passthrough", "none", "env:PROVIDER_KEY"])("stays as it is written: %s", (key) => {
    configure("etc/bw.yaml", key);
    expect(loadedIn("work", { config: "../etc/bw.yaml" }).upstreams[0]?.key).toBe(key);
  });

  test("is no path where a store is meant", () => {
    for (const exchanges of ["chdb", "http://127.0.0.1:8123", "env:CLICKHOUSE_URL"]) {
      write("etc/bw.yaml", `stores: { exchanges: "${exchanges}" }\n`);
      expect(loadedIn("work", { config: "../etc/bw.yaml" }).stores.exchanges).toBe(exchanges);
    }
  });
});

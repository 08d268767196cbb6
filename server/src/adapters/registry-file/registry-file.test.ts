import { afterAll, describe, expect, test } from "bun:test";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ChainReader } from "../../control/audit-chain.ts";
import { describeControlStore } from "../../control/control-store-suite.ts";
import { RegistryFile } from "./registry-file.ts";

const folder = mkdtempSync(join(tmpdir(), "bellwether-registry-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeControlStore("a file of the repository", () =>
  Promise.resolve(new RegistryFile(join(folder, "registry.jsonl"))),
);

describe("a registry's file", () => {
  let made = 0;
  const filled = async (): Promise<{ path: string; store: RegistryFile }> => {
    const path = join(folder, `filled-${made++}.jsonl`);
    const store = new RegistryFile(path);
    for (const version of ["1.0.0", "1.1.0", "1.2.0"])
      await store.apply({
        audit: { at: 1, actor: "ann", action: "contract.register", subject: `s@${version}`, detail: "{}" },
        insertContracts: [{ surface: "s", version, digest: `sha256:${version}`, document: "{}", registeredAt: 1 }],
      });
    return { path, store };
  };
  const problems = async (store: RegistryFile): Promise<readonly string[]> => {
    const reader = new ChainReader();
    reader.read(await store.auditAfter(0, 100));
    return reader.finish({ revision: await store.revision() }).map(({ kind }) => kind);
  };

  test("goes on behind its last whole line, wherever a writer was killed in the next", async () => {
    const { path, store } = await filled();
    const whole = readFileSync(path);
    const next = '{"audit":{"number":4,"digest":"sha256:x"},"setChannels":[]}';
    for (let cut = 1; cut < next.length; cut += 7) {
      writeFileSync(path, whole);
      appendFileSync(path, next.slice(0, cut));
      expect(await store.revision()).toBe(3);
      await store.apply({ audit: { at: 2, actor: "ben", action: "channel.set", subject: "s@stable", detail: "{}" } });
      expect(await problems(store)).toEqual([]);
      expect(await store.revision()).toBe(4);
    }
  });

  test("tells of a line that was changed, removed or moved", async () => {
    const { path, store } = await filled();
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    const rewritten = async (next: readonly string[]): Promise<readonly string[]> => {
      writeFileSync(path, `${next.join("\n")}\n`);
      return problems(store);
    };
    expect(await rewritten(lines)).toEqual([]);
    expect(await rewritten(lines.map((line) => line.replace("ann", "eve")))).toContain("changed");
    expect(await rewritten(lines.toSpliced(1, 1))).toContain("missing");
    expect(await rewritten(lines.toReversed())).toContain("moved");
  });

  test("is read anew where what was read is another now, and not where it only went on", async () => {
    const { path, store } = await filled();
    const versions = async () => (await store.state()).contracts.map(({ version }) => version);
    const before = await store.state();
    expect(await store.state()).toBe(before);
    await new RegistryFile(path).apply({
      audit: { at: 2, actor: "ben", action: "contract.register", subject: "s@2.0.0", detail: "{}" },
      insertContracts: [{ surface: "s", version: "2.0.0", digest: "sha256:2", document: "{}", registeredAt: 2 }],
    });
    expect(await versions()).toEqual(["1.0.0", "1.1.0", "1.2.0", "2.0.0"]);
    writeFileSync(path, readFileSync(path, "utf8").replace('"version":"1.1.0"', '"version":"1.1.9"'));
    expect(await versions()).toEqual(["1.0.0", "1.1.9", "1.2.0", "2.0.0"]);
    writeFileSync(path, "");
    expect(await versions()).toEqual([]);
  });

  test("that is no registry is refused with its line", async () => {
    const { path, store } = await filled();
    appendFileSync(path, "<<<<<<< HEAD\n");
    const told = await store.state().catch((error: Error) => error.message);
    expect(told).toContain(`${path}:4 cannot be read as a registry`);
    const change = { audit: { at: 1, actor: "a", action: "x", subject: "s", detail: "{}" } };
    expect(await store.apply(change).catch((error: Error) => error.message)).toContain("cannot be read");
  });

  test("is free again when the process that held its lock has gone", async () => {
    const { path, store } = await filled();
    const gone = Bun.spawnSync(["true"]).pid;
    writeFileSync(`${path}.lock`, String(gone));
    await store.apply({ audit: { at: 2, actor: "ben", action: "channel.set", subject: "s@stable", detail: "{}" } });
    expect(await store.revision()).toBe(4);
  });
});

import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Ran, runIn } from "../fixtures/run-in.ts";

const REGISTRY = "bellwether.registry.jsonl";
const folders: string[] = [];
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bellwether-register-"));
  folders.push(folder);
});
afterAll(() => {
  for (const one of folders) rmSync(one, { recursive: true, force: true });
});

function write(version: string, rest: string): void {
  const head = `bellwether: 1\nsurface: helper\nversion: ${version}\nmode: verify\n`;
  writeFileSync(join(folder, "helper.yaml"), `${head}${rest}\n`);
}

const run = (...args: readonly string[]): Promise<Ran> => runIn(folder, ...args, "--registry", REGISTRY);

describe("a registry in a file of the repository", () => {
  test("takes a version, shows it with the same digest, and moves a channel with an entry", async () => {
    write("1.0.0", "reasoning: { effort: high }");
    const { results } = JSON.parse((await run("contract", "register", "helper.yaml", "--json")).stdout) as {
      results: { digest: string }[];
    };
    const shown = await run("contract", "show", "helper@stable");
    writeFileSync(join(folder, "shown.yaml"), shown.stdout);
    expect((await run("contract", "register", "shown.yaml")).stdout).toContain("registered already");
    expect(shown.stdout).toContain(results[0]?.digest ?? "-");

    write("2.0.0", "reasoning: { effort: low }");
    expect((await run("contract", "register", "helper.yaml")).code).toBe(0);
    expect((await run("contract", "channel", "set", "helper@2.0.0", "stable")).code).toBe(0);
    const log = await run("contract", "log", "helper", "--json");
    const { entries } = JSON.parse(log.stdout) as { entries: { action: string }[] };
    expect(entries.map(({ action }) => action)).toEqual(["channel.set", "contract.register", "contract.register"]);
    expect((await run("audit", "verify")).code).toBe(0);
  }, 30_000);

  test("refuses what moved less far than its changes ask for, and is as it was before", async () => {
    write("1.0.0", "reasoning: { effort: high }");
    await run("contract", "register", "helper.yaml");
    const before = readFileSync(join(folder, REGISTRY), "utf8");
    write("1.0.1", "reasoning: { effort: low }");
    const refused = await run("contract", "register", "helper.yaml");
    expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining("REASONING_EFFORT_LOWERED")]);
    expect((await run("contract", "can-ship", "helper.yaml")).code).toBe(1);
    expect(readFileSync(join(folder, REGISTRY), "utf8")).toBe(before);
  }, 30_000);

  test("takes a result of a gate for the digest of a file, and then its version", async () => {
    write("1.0.0", "gates: [core.yaml]");
    expect((await run("contract", "register", "helper.yaml")).code).toBe(1);
    const other = await run("contract", "gate", "helper.yaml", "cor.yaml", "--verdict", "pass");
    expect([other.code, other.stderr]).toEqual([3, expect.stringContaining("it has core.yaml")]);
    expect((await run("contract", "gate", "helper.yaml", "core.yaml", "--verdict", "pass")).code).toBe(0);
    expect((await run("contract", "register", "helper.yaml")).code).toBe(0);
  }, 30_000);

  test("is not even begun by a file that is broken, or by force without a reason", async () => {
    write("1.0.0", "reasoning: { effort: hgih }");
    const broken = await run("contract", "register", "helper.yaml");
    expect([broken.code, broken.stderr]).toEqual([3, expect.stringContaining("helper.yaml:5:")]);
    write("1.0.0", "gates: [core.yaml]");
    expect((await run("contract", "register", "helper.yaml", "--force")).code).toBe(3);
    const verified = await run("audit", "verify");
    expect([verified.code, verified.stderr]).toEqual([3, expect.stringContaining(`there is no registry ${REGISTRY}`)]);
    expect(existsSync(join(folder, REGISTRY))).toBe(false);
  }, 30_000);

  test("that cannot be one is named, with why", async () => {
    mkdirSync(join(folder, REGISTRY));
    const { code, stderr } = await run("contract", "list");
    expect([code, stderr]).toEqual([3, expect.stringContaining("cannot be used as a registry: EISDIR")]);
    expect(stderr).not.toContain("the log has the cause");
  }, 30_000);

  test("that somebody edited is told by audit verify, with the entry", async () => {
    write("1.0.0", "reasoning: { effort: high }");
    await run("contract", "register", "helper.yaml");
    const path = join(folder, REGISTRY);
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace('\\"effort\\":\\"high\\"', '\\"effort\\":\\"low\\"'));
    const document = await run("audit", "verify");
    expect([document.code, document.stdout]).toEqual([1, expect.stringContaining("is not what its digest")]);
    writeFileSync(path, text.replace(/"actor":"[^"]*"/, '"actor":"nobody"'));
    const actor = await run("audit", "verify", "--json");
    expect([actor.code, (JSON.parse(actor.stdout) as { problems: string[] }).problems[0]]).toEqual([
      1,
      expect.stringContaining("entry 1"),
    ]);
  }, 30_000);
});

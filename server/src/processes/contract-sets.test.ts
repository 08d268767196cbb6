import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { contractsAt, type ContractsAt } from "./contract-sets.ts";
import { findingPlaces, shownFile } from "./diff-places.ts";

let folder = "";
const write = (file: string, text: string): void => {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
};
const contract = (surface: string, version: string, rest = ""): string =>
  `bellwether: 1\nsurface: ${surface}\nversion: ${version}\nmode: verify\n${rest}`;
const git = (...args: readonly string[]): void => {
  const who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
  execFileSync("git", [...who, ...args], { cwd: folder, stdio: "ignore" });
};
const names = (found: ContractsAt): readonly string[] =>
  found.ok ? found.contracts.map(({ contract }) => `${contract.surface}@${contract.version}`) : ["broken"];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bellwether-sets-"));
  git("init", "--quiet");
  write("c/a.yaml", contract("a", "1.0.0", "system: [{ id: tone, file: prompts/tone.md }]\n"));
  write("c/a-next.yml", contract("a", "1.10.0-rc.1"));
  write("c/a-old.yaml", contract("a", "1.9.0"));
  write("c/team/b.json", JSON.stringify({ bellwether: 1, surface: "b", version: "0.1.0", mode: "observe" }));
  write("c/prompts/tone.md", "Be kind.\n");
  write("c/schemas/search.json", '{ "type": "object" }');
  write("c/scenarios/core.yaml", "surface: a\nsteps: []\n");
  write("c/.hidden/x.yaml", "bellwether: nonsense\n");
  write("c/other.yaml", "a: 1\n---\nb: 2\n");
  git("add", "-f", ".");
  git("commit", "--quiet", "-m", "first");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the contracts of a folder", () => {
  test("are one of each surface, the highest version, and nothing else that lies there", () => {
    const found = contractsAt("c", folder);
    expect(found).toMatchObject({ ok: true, many: true });
    expect(names(found)).toEqual(["a@1.10.0-rc.1", "b@0.1.0"]);
  });

  test("are those of a revision, prompts and all, whatever the folder has by now", () => {
    write("c/later/new.yaml", contract("new", "1.0.0"));
    expect(names(contractsAt("c", folder))).toContain("new@1.0.0");
    rmSync(join(folder, "c", ".hidden"), { recursive: true });
    const before = contractsAt("git:HEAD:c/team/", folder);
    expect([names(before), before.ok && before.many]).toEqual([["b@0.1.0"], true]);
    expect(names(contractsAt("git:HEAD:c/team", join(folder)))).toEqual(["b@0.1.0"]);
    expect(names(contractsAt("git:HEAD:.", join(folder, "c", "team")))).toEqual(["b@0.1.0"]);
  });

  test("are an error where one is broken, with its file", () => {
    write("broken/a.yaml", contract("a", "1.0.0"));
    write("broken/b.yaml", contract("b", "1.0.0", "modle: x\n"));
    write("broken/c.yaml", "bellwether: 1\n  surface: x\n");
    const found = contractsAt("broken", folder);
    const files = found.ok ? [] : found.problems.map(({ file }) => shownFile(file, folder));
    expect([...new Set(files)]).toEqual(["broken/b.yaml", "broken/c.yaml"]);
  });

  test("are an error where a version stands there twice and differs", () => {
    write("twice/a.yaml", contract("a", "1.0.0"));
    write("twice/b.yaml", contract("a", "1.0.0", "betas: [x]\n"));
    expect(() => contractsAt("twice", folder)).toThrow("a@1.0.0 stands in two files that differ");
  });

  test("are one, where a file is named, and an error where nothing is", () => {
    expect(contractsAt("c/a.yaml", folder)).toMatchObject({ ok: true, many: false });
    expect(() => contractsAt("none", folder)).toThrow("none names no file that can be read");
    expect(() => contractsAt("git:HEAD:none", folder)).toThrow("names no file that can be read");
  });
});

describe("the place of a finding", () => {
  const placed = (path: string, surface: string): string => {
    const [old, next] = [contractsAt("git:HEAD:c", folder), contractsAt("c/a.yaml", folder)];
    if (!old.ok || !next.ok) throw new Error("a contract is broken");
    const finding = { path, before: "x", after: "Be kind.\n" } as Parameters<ReturnType<typeof findingPlaces>>[0];
    const place = findingPlaces(old.contracts, next.contracts, folder)(finding, surface);
    return place === undefined ? "nowhere" : `${place.file}:${place.line}`;
  };

  test("is in the newer files, from the working folder on", () => {
    expect(placed("version", "a")).toBe("c/a.yaml:3");
    expect(placed("roles.main.system.tone", "a")).toBe("c/prompts/tone.md:1");
  });

  test("is in the older ones, where a surface is gone", () => {
    expect(placed("surface", "b")).toBe("c/team/b.json:1");
  });
});

test("a file outside of the working folder is shown by its whole path", () => {
  expect(shownFile("/etc/x.yaml", "/srv")).toBe("/etc/x.yaml");
  expect(shownFile("../x.yaml", "/srv/a")).toBe("/srv/x.yaml");
  expect(shownFile("./a/x.yaml", "/srv")).toBe("a/x.yaml");
});

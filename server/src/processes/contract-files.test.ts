import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findContracts } from "./contract-files.ts";

const folder = mkdtempSync(join(tmpdir(), "bellwether-contracts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const contract = (surface: string): string => `bellwether: 1\nsurface: ${surface}\nversion: 1.0.0\nmode: observe\n`;

describe("contract files", () => {
  test("are found where they are links, as in the folder that Kubernetes makes of a ConfigMap", () => {
    mkdirSync(join(folder, "..2026_01_01"));
    writeFileSync(join(folder, "..2026_01_01", "linked.yaml"), contract("linked"));
    symlinkSync("..2026_01_01", join(folder, "..data"));
    symlinkSync("..data/linked.yaml", join(folder, "linked.yaml"));
    writeFileSync(join(folder, "plain.yaml"), contract("plain"));
    mkdirSync(join(folder, "folder.yaml"));
    for (const pattern of ["*.yaml", "**/*.yaml"]) {
      const { contracts, broken } = findContracts([join(folder, pattern)]);
      expect([contracts.map(({ surface }) => surface), broken]).toEqual([["linked", "plain"], []]);
    }
  });
});

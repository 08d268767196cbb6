import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Database } from "bun:sqlite";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Deployment } from "./harness.ts";

const contract = (version: string, effort: string, rest = ""): string =>
  `bellwether: 1\nsurface: helper\nversion: ${version}\nmode: enforce\nreasoning: { effort: ${effort} }\n${rest}`;

describe("the registry of a running Bellwether", () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await Deployment.start({ contracts: { helper: contract("1.0.0", "high") } });
  });
  afterAll(() => deployment.stop());

  const write = (name: string, text: string): void => writeFileSync(join(deployment.folder, name), text);

  test("has what the configuration names, and takes or refuses what comes after by the same rules", async () => {
    write("next.yaml", contract("1.1.0", "low"));
    const refused = await deployment.command("contract", "register", "next.yaml");
    expect([refused.code, refused.stdout]).toEqual([
      1,
      expect.stringContaining("REASONING_EFFORT_LOWERED asks for one"),
    ]);

    write("next.yaml", contract("2.0.0", "low", "gates: [scenarios/core.yaml]\n"));
    expect((await deployment.command("contract", "register", "next.yaml")).code).toBe(1);
    const cannot = await deployment.command("contract", "can-ship", "next.yaml");
    expect([cannot.code, cannot.stdout]).toEqual([1, expect.stringContaining("cannot ship to stable")]);
    const gate = await deployment.command("contract", "gate", "next.yaml", "scenarios/core.yaml", "--verdict", "pass");
    expect(gate.code).toBe(0);
    expect((await deployment.command("contract", "register", "next.yaml")).code).toBe(0);
    const can = await deployment.command("contract", "can-ship", "helper@2.0.0");
    expect([can.code, can.stdout]).toEqual([0, expect.stringContaining("from 1.0.0: 1 breaking")]);
  }, 60_000);

  test("is what a diff compares with, by version and by channel", async () => {
    const { code, stdout } = await deployment.command("contract", "diff", "helper@stable", "helper@2.0.0", "--json");
    const { before, after, findings } = JSON.parse(stdout) as {
      before: string;
      after: string;
      findings: { rule: string }[];
    };
    expect([code, before, after]).toEqual([1, "helper@1.0.0", "helper@2.0.0"]);
    expect(findings.map(({ rule }) => rule)).toContain("REASONING_EFFORT_LOWERED");
  }, 60_000);

  test("gives a version whole, which loads with its digest", async () => {
    const shown = await deployment.command("contract", "show", "helper@2.0.0");
    write("shown.yaml", shown.stdout);
    const again = await deployment.command("contract", "register", "shown.yaml");
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining("is registered already")]);
  }, 60_000);

  test("moves a channel with an entry, and its log is whole until somebody writes past it", async () => {
    expect((await deployment.command("contract", "channel", "set", "helper@2.0.0", "stable")).code).toBe(0);
    const log = await deployment.command("contract", "log", "helper", "--json");
    const { entries } = JSON.parse(log.stdout) as { entries: { action: string; subject: string }[] };
    expect(entries[0]).toMatchObject({ action: "channel.set", subject: "helper@stable" });
    const whole = await deployment.command("audit", "verify", "--json");
    const { head } = JSON.parse(whole.stdout) as { head: string };
    expect(whole.code).toBe(0);
    expect((await deployment.command("audit", "verify", "--noted", head)).code).toBe(0);

    const data = join(deployment.folder, ".bellwether");
    const file = readdirSync(data, { recursive: true, encoding: "utf8" }).find((name) => name.endsWith("control.db"));
    const database = new Database(join(data, file ?? ""));
    database.run("PRAGMA busy_timeout = 5000");
    database.run("UPDATE channels SET version = '1.0.0' WHERE surface = 'helper'");
    const moved = await deployment.command("audit", "verify");
    expect([moved.code, moved.stdout]).toEqual([
      1,
      expect.stringContaining("helper@stable points at 1.0.0, and the log says 2.0.0"),
    ]);
    database.run("UPDATE channels SET version = '2.0.0' WHERE surface = 'helper'");
    database.run("UPDATE audit SET actor = 'nobody' WHERE number = 2");
    database.run("DELETE FROM audit WHERE number = 4");
    database.close();
    const touched = await deployment.command("audit", "verify");
    expect([touched.code, touched.stdout]).toEqual([1, expect.stringContaining("entry 2 (")]);
    expect(touched.stdout).toContain("entry 4 is gone");
  }, 60_000);
});

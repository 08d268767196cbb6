import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installClaudeCode } from "./claude-code.ts";
import { BIN, type CommandResult, Deployment, LONG, ROOT } from "./harness.ts";

const CONTRACT = `bellwether: 1
surface: assistant
version: 1.0.0
mode: observe
model: { id: claude-opus-4-6 }
reasoning: { carryover: all_turns }
cache: { prompt: { ttl: 1h } }
`;
/** For an agent that asks for caches of five minutes. */
const AGENT = CONTRACT.replace("surface: assistant", "surface: agent").replace(/^cache:.*\n/m, "");
const SUITES = join(ROOT, "server", "src", "scenario", "suites");

/** Runs of each suite against a healthy product; 200 of each have been seen to pass (`BELLWETHER_SUITE_RUNS=200`). */
const RUNS = Number(process.env["BELLWETHER_SUITE_RUNS"] ?? 30);
/** What 200 runs may take beside much else. */
const MINUTES_MS = 1_400_000;
const NAMES = ["soak-idle", "large-context", "cache", "chained-agents"];

let deployment: Deployment;
beforeAll(async () => {
  deployment = await Deployment.start({ contracts: { assistant: CONTRACT, agent: AGENT } });
});
afterAll(() => deployment.stop());

/** Plays a suite of `scenario init` against a build of the lab's product. */
async function suite(name: string, build: readonly string[], ...flags: string[]): Promise<CommandResult> {
  const folder = `suites-${[name, ...build].join("").replaceAll(/[^a-z0-9]/g, "")}`;
  const product = ["node", BIN, "lab", "product", "--seed", "7", ...build];
  const made = await deployment.command("scenario", "init", folder, "--surface", "assistant", "--", ...product);
  expect(made).toMatchObject({ code: 0, stderr: "" });
  return deployment.slowCommand(MINUTES_MS, "test", join(folder, `${name}.yaml`), ...flags);
}
const saying = (code: number, text: string): object => ({ code, stdout: expect.stringContaining(text) });

describe("the suites that come with it", () => {
  test("pass against the healthy product, idle days and all", async () => {
    for (const name of NAMES) expect(await suite(name, [])).toMatchObject(saying(0, `PASS  ${name}: 1 of 1 passed`));
  });

  test("soak-idle finds clearing that latched after an hour, and passes the product that clears once", async () => {
    const latched = await suite("soak-idle", ["--clear", "latched"]);
    expect(latched.code).toBe(1);
    expect(latched.stdout).toContain("soak-idle.yaml:");
    expect(latched.stdout).toContain("breaks CONTEXT_EDIT_REPEATED: context is cleared again");
    expect(await suite("soak-idle", ["--clear", "once"])).toMatchObject(saying(0, "1 of 1 passed"));
  });

  test("soak-idle finds reasoning that is dropped between turns", async () => {
    expect(await suite("soak-idle", ["--reasoning", "dropped"])).toMatchObject(saying(1, "breaks REASONING_DROPPED"));
  });

  test("large-context finds a history that is cut at 32 KB, by the needle that is lost", async () => {
    expect(await suite("large-context", ["--truncate", "32768"])).toMatchObject(saying(1, "did not come back"));
  });

  test("cache finds a prompt with something new in it, tools in another order and a short life", async () => {
    expect(await suite("cache", ["--prompt", "nonce"])).toMatchObject(saying(1, "PREFIX_CHANGED"));
    expect(await suite("cache", ["--tools", "shuffled"])).toMatchObject(saying(1, "TOOLS_REORDERED"));
    expect(await suite("cache", ["--ttl", "5m"])).toMatchObject(saying(1, "CACHE_TTL_MISMATCH"));
  });

  test("chained-agents finds what is changed on the way between two stages, and inside of one", async () => {
    expect(await suite("chained-agents", ["--input", "squeezed"])).toMatchObject(
      saying(1, "stage extract: what it asked is not what the scenario put out"),
    );
    const chain = readFileSync(join(SUITES, "chained-agents.yaml"), "utf8");
    const relayed = (name: string, relay: string): string => {
      const head = "surface: agent\nrequest: { model: claude-opus-4-6, max_tokens: 4096 }\nsteps:";
      const text = chain.replace("steps:", head).replace("      stages:", `      relay: ${relay}\n      stages:`);
      writeFileSync(join(deployment.folder, name), text);
      return name;
    };
    expect(await deployment.command("test", relayed("relayed.yaml", "[cat]"))).toMatchObject(
      saying(0, "PASS  chained-agents: 1 of 1 passed (3 turns)"),
    );
    const tampered = await deployment.command("test", relayed("tampered.yaml", "[sed, s/7311/7312/]"));
    expect([tampered.code, tampered.stdout.includes("1 failed (1 turns)")]).toEqual([1, true]);
    expect(tampered.stdout).toMatch(
      /tampered\.yaml:7 \(pipeline\): stage write: what it is given is not what extract put out: sha256:\w{64} is expected, and sha256:\w{64} came: at character \d+, ".*7311.*" became ".*7312.*"/,
    );
  });

  for (const name of NAMES)
    test.if(LONG)(`[long] never fail a healthy product, as often as BELLWETHER_SUITE_RUNS says: ${name}`, async () => {
      expect(await suite(name, [], "--repeat", String(RUNS), "--concurrency", "12")).toMatchObject(
        saying(0, `${name}: ${RUNS} of ${RUNS} passed`),
      );
    });
});

describe("a command-line agent", () => {
  test.if(LONG)("[long] is played as it is: soak-idle passes the real Claude Code", async () => {
    const installed = await installClaudeCode();
    if ("reason" in installed) {
      console.log(`skipped: ${installed.reason}`);
      return;
    }
    const client = [...installed.command, "--model", "claude-opus-4-6", "-p", "{turn}"];
    const suite = readFileSync(join(SUITES, "soak-idle.yaml"), "utf8");
    const product = {
      command: [...client, "--session-id", "{session}"],
      later: [...client, "--resume", "{session}"],
    };
    const file = "claude-code.yaml";
    writeFileSync(join(deployment.folder, file), `${suite}surface: agent\nproduct: ${JSON.stringify(product)}\n`);
    expect(await deployment.slowCommand(MINUTES_MS, "test", file)).toMatchObject(saying(0, "1 of 1 passed (27 turns)"));
  });
});

describe("bellwether test", () => {
  const file = (name: string, text: string): string => {
    writeFileSync(join(deployment.folder, name), text);
    return name;
  };
  const GOOD = `scenario: port
surface: assistant
system: You are a clerk.
request: { model: claude-opus-4-6, max_tokens: 1000 }
steps:
  - turn: "Note that the port is 7311."
  - idle: 25h
  - turn: "What is the port?"
  - assert: { text: { contains: "7311" }, record: "idle_bucket = '>24h'" }
`;

  test("plays a plain client in both formats, a tool loop, a fault and a compaction", async () => {
    const steps = GOOD.slice(GOOD.indexOf("steps:"));
    const openai = `scenario: chat\nsurface: assistant\nformat: openai\nsystem: You are a clerk.\nrequest: { model: gpt-5.4 }\n${steps}`;
    const loop = `scenario: loop
surface: assistant
request: { model: claude-opus-4-6, max_tokens: 1000 }
steps:
  - tool: { name: read_file, returns: "export const port = 7311" }
  - fault: "once:status=529"
  - turn: 'Read it. [[lab {"tool":"read_file","input":{},"then":"It is 7311."}]]'
  - assert: { tools: [read_file], text: { contains: "7311" } }
`;
    const compacted = `scenario: compacted
surface: agent
request: { model: claude-opus-4-6, max_tokens: 1000 }
steps:
  - repeat: 4
    steps: [{ turn: "Note that the port is 7311, and go on with the work on the shop." }]
  - checkpoint: before
  - compact: true
  - turn: "Go on."
  - assert: { record: "epoch_reason = compaction", violations: none }
  - turn: "What is the port?"
  - assert: { text: { not: "7311" } }
  - restore: before
  - turn: "What is the port?"
  - assert: { text: { contains: "7311" } }
`;
    const played = await deployment.command(
      "test",
      file("port.yaml", GOOD),
      file("chat.yaml", openai),
      file("loop.yaml", loop),
      file("compacted.yaml", compacted),
    );
    expect(played).toMatchObject({ code: 0, stderr: "" });
    expect(played.stdout.match(/^PASS/gm)).toHaveLength(4);
  });

  test("writes results that the gate compares, and goes on where it was interrupted", async () => {
    const bad = GOOD.replace('contains: "7311"', 'contains: "7312"');
    const [base, candidate] = ["base.jsonl", "candidate.jsonl"];
    expect(await deployment.command("test", file("good.yaml", GOOD), "--repeat", "6", "--results", base)).toMatchObject(
      { code: 0 },
    );
    const args = ["test", file("bad.yaml", bad), "--results", candidate, "--artefacts", "artefacts"];
    expect(await deployment.command(...args, "--repeat", "2")).toMatchObject({ code: 1 });
    expect(await deployment.command(...args, "--repeat", "6")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("add --resume"),
    });
    expect(await deployment.command(...args, "--repeat", "6", "--resume")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("0 of 6 passed"),
    });
    const lines = readFileSync(join(deployment.folder, candidate), "utf8").trim().split("\n");
    expect(lines).toHaveLength(6);
    expect(existsSync(join(deployment.folder, "artefacts", "port-0.json"))).toBe(true);
    // All are played, and it is no pass.
    expect(await deployment.command(...args, "--repeat", "6", "--resume")).toMatchObject({ code: 1 });
    file("bad.yaml", GOOD);
    expect(await deployment.command(...args, "--repeat", "6", "--resume")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("candidate.jsonl:1: port was another text then"),
    });
    file("bad.yaml", bad);
    const gate = await deployment.command("gate", "--from-results", base, candidate, "--json");
    expect(JSON.parse(gate.stdout)).toMatchObject({ verdict: "fail", pairs: 1, estimate: 1 });
  });

  test("says what is wrong with a scenario by its line, and plays none of them", async () => {
    const wrong = file("wrong.yaml", GOOD.replace("idle: 25h", "idel: 25h"));
    const played = await deployment.command("test", "port.yaml", wrong);
    expect(played).toMatchObject({ code: 3, stdout: "" });
    expect(played.stderr).toContain("wrong.yaml:7:5: error: there is no verb idel");
    expect(played.stderr).toContain("hint: did you mean idle?");
    expect(await deployment.command("scenario", "check", "port.yaml", wrong)).toMatchObject({
      code: 3,
      stderr: played.stderr,
    });
    const fault = file("fault.yaml", `${GOOD}  - fault: once:sttus=529\n`);
    expect(await deployment.command("scenario", "check", fault)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('fault.yaml:10:12: error: there is no fault "sttus"'),
    });
    expect(await deployment.command("test", "none.yaml")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("there is no such file"),
    });
  });

  test("blames no product for a request that the scenario itself says wrongly", async () => {
    const wrong = (name: string, from: string, to: string): string =>
      file(`${name}.yaml`, GOOD.replace("scenario: port", `scenario: ${name}`).replace(from, to));
    const played = await deployment.command(
      "test",
      wrong("tokens", ", max_tokens: 1000", ", max_tokens: many"),
      wrong("thinking", ", max_tokens: 1000", ", max_tokens: 1000, thinking: { type: enabled }"),
      wrong("surface", "surface: assistant", "surface: nobody"),
    );
    expect(played).toMatchObject({ code: 2, stderr: "" });
    expect(played.stdout).toContain("request.max_tokens of the scenario is refused: the request was answered with 400");
    expect(played.stdout).toContain("request.thinking.enabled.budget_tokens of the scenario is refused");
    expect(played.stdout).toContain("surface of the scenario is refused");
  });

  test("leaves no key behind, and its sessions are no traffic of anybody's", async () => {
    await deployment.command("test", "port.yaml");
    const { keys } = (await (await deployment.api("/api/v1/keys")).json()) as {
      keys: readonly { name?: string; revokedAt?: number }[];
    };
    const made = keys.filter(({ name }) => name === "bellwether test");
    expect(made.length).toBeGreaterThan(0);
    expect(made.filter(({ revokedAt }) => revokedAt === undefined)).toEqual([]);
    expect(await deployment.rows({ show: "exchange", synthetic: "false" })).toEqual([]);
  });

  test("prints JUnit and markdown for others to show", async () => {
    rmSync(join(deployment.folder, "artefacts"), { recursive: true, force: true });
    const junit = await deployment.command("test", "bad.yaml", "--reporter", "junit");
    expect(junit.stdout).toContain('<failure message="bad.yaml:9 (assert): the answer does not contain');
    expect((await deployment.command("test", "port.yaml", "--reporter", "markdown")).stdout).toContain(
      "| port | pass | 1 | 0 | 0 |",
    );
  });
});

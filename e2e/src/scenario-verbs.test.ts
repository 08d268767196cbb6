import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BIN, type CommandResult, Deployment, eventually } from "./harness.ts";

const CONTRACT = `bellwether: 1
surface: assistant
version: 1.0.0
mode: observe
model: { id: claude-opus-4-6 }
reasoning: { carryover: all_turns }
`;
const STRICT = CONTRACT.replace("surface: assistant", "surface: strict").replace("mode: observe", "mode: verify");

let deployment: Deployment;
beforeAll(async () => {
  deployment = await Deployment.start({ contracts: { assistant: CONTRACT, strict: STRICT } });
});
afterAll(() => deployment.stop());

const HEAD =
  "surface: assistant\nrequest: { model: claude-opus-4-6, max_tokens: 2000, thinking: { type: adaptive } }\n";
let written = 0;
/** Plays steps as a scenario of its own. */
async function play(steps: string, head = HEAD): Promise<CommandResult> {
  const file = `verbs-${++written}.yaml`;
  writeFileSync(join(deployment.folder, file), `scenario: verbs-${written}\n${head}steps:\n${steps}`);
  return deployment.command("test", file, "--artefacts", "artefacts");
}
const passed = { code: 0, stdout: expect.stringMatching(/^PASS/) };
const failing = (why: string): object => ({ code: 1, stdout: expect.stringContaining(why) });

describe("a person with a goal", () => {
  test("talks to the client until it is reached, by requests of its own", async () => {
    const steps = `  - say: { goal: "Note that the port is 7311. What is the port?", until: "The port is 7311.", most: 4 }\n  - assert: { text: { contains: "7311" } }\n`;
    expect(await play(steps)).toMatchObject(passed);
    const asked = await eventually(
      async () => {
        const rows = await deployment.rows({ show: "session,synthetic" });
        const found = rows.filter(({ session }) => String(session).endsWith("~person"));
        return found.length > 1 ? found : undefined;
      },
      10_000,
      () => "nobody played the person",
    );
    expect(asked.map(({ synthetic }) => synthetic)).not.toContain(false);
    // The person may be held to another contract than what is played.
    const other = `  - say: { goal: "Say hi.", until: "Hi", surface: strict }\n  - assert: { record: "surface = assistant" }\n`;
    expect(await play(other)).toMatchObject(passed);
    expect(await play('  - say: { goal: "Say hi.", until: "never", most: 2 }\n')).toMatchObject(
      failing('the goal was not reached in 2 turns: "never" is not in'),
    );
  });
});

describe("what is ended", () => {
  const product = `surface: assistant\nproduct: { command: ${JSON.stringify(["node", BIN, "lab", "product", "--seed", "7"])} }\n`;
  const cached = '  - assert: { cache_read_ratio: "> 0.5 within 1 turn" }\n';

  test("in the cache has to be read anew, once", async () => {
    const two = "  - turn: one\n  - turn: two\n";
    expect(await play(`${two}${cached}`, product)).toMatchObject(passed);
    const expired = `${two}  - expire: cache\n  - turn: three\n`;
    expect(await play(`${expired}${cached}`, product)).toMatchObject(failing("0.0 % of what was read came from the"));
    expect(await play(`${expired}  - turn: four\n${cached}`, product)).toMatchObject(passed);
  });

  test("in the session is not known to the gateway any more, while the client and the cache go on", async () => {
    const steps = `  - turn: "Note that the port is 7311."\n  - turn: two\n  - assert: { record: "turn = 2" }\n  - expire: session\n  - turn: "What is the port?"\n`;
    const found = `  - assert: { text: { contains: "7311" }, record: "pin = assumed and resumed = true" }\n`;
    expect(await play(`${steps}${found}`)).toMatchObject(passed);
    const kept = `  - turn: one\n  - turn: two\n  - expire: session\n  - turn: three\n${cached}`;
    expect(await play(kept, product)).toMatchObject(passed);
  });
});

describe("a checksum", () => {
  test("of a program's requests finds reasoning that is pruned after an hour, and passes the program that keeps it", async () => {
    const steps = `  - repeat: 3\n    steps: [{ turn: "Go on." }]\n  - checksum: { of: reasoning-blocks, as: before-idle }\n  - checksum: { of: system, as: prompt }\n  - idle: 75m\n  - turn: "Go on."\n  - checksum: { of: system, equals: prompt }\n  - checksum: { of: reasoning-blocks, equals: before-idle }\n`;
    const build = (...traits: string[]): string =>
      `surface: assistant\nproduct: { command: ${JSON.stringify(["node", BIN, "lab", "product", "--seed", "7", ...traits])} }\n`;
    expect(await play(steps, build())).toMatchObject(passed);
    expect(await play(steps, build("--clear", "pruned"))).toMatchObject(
      failing("reasoning-blocks is not what it was as before-idle: number 1 of 2, "),
    );
    expect(await play(steps, build("--prompt", "nonce"))).toMatchObject(failing("system is not what it was as prompt"));
  });
});

describe("agents", () => {
  test("are recorded under their own name and their parent's exchange, and one that is hung up on as cancelled", async () => {
    const steps = `  - turn: one
  - spawn: { agent: searcher, turn: "Note that the port is 7311." }
  - turn: two
  - join: searcher
  - assert: { record: "agent = searcher and agent_depth = 1 and turn = 1 and parent_exchange != ''" }
  - fault: "delay=60000"
  - spawn: { agent: slow, turn: "Search." }
  - turn: three
  - cancel: slow
  - turn: four
  - assert: { record: "agent = '' and turn = 4" }
`;
    expect(await play(steps)).toMatchObject(passed);
    const where = "agent = slow";
    const slow = await deployment.rows({ show: "outcome,agent", where });
    expect(slow).toEqual([expect.objectContaining({ outcome: "cancelled" })]);
  });

  test("are let do what the contract allows, and refused what it does not", async () => {
    const strict = HEAD.replace("surface: assistant", "surface: strict");
    const delegate = (model: string, expected: string): string =>
      `  - turn: one\n  - delegate: { to: agent:searcher, model: ${model}, expect: ${expected} }\n`;
    expect(await play(delegate("claude-opus-4-6", "allowed"), strict)).toMatchObject(passed);
    expect(await play(delegate("claude-haiku-4-5", "refused"), strict)).toMatchObject(passed);
    expect(await play(delegate("claude-haiku-4-5", "allowed"), strict)).toMatchObject(failing("409"));
    expect(await play(delegate("claude-haiku-4-5", "refused"))).toMatchObject(
      failing("the delegation to searcher was answered, and it is expected to be refused"),
    );
  });
});

describe("a chain of programs", () => {
  const STAGE = `let input = "";
for await (const chunk of process.stdin) input += chunk;
const cut = process.argv[3] === "cut" ? input.replace("7311", "7312") : input;
const response = await fetch(process.env.ANTHROPIC_BASE_URL + "/v1/messages", {
  method: "POST",
  headers: { "content-type": "application/json", "x-api-key": process.env.ANTHROPIC_API_KEY, "anthropic-version": "2023-06-01" },
  body: JSON.stringify({ model: "claude-opus-4-6", max_tokens: 1000, stream: true, messages: [{ role: "user", content: process.argv[2] + " " + cut }] }),
});
const text = (await response.text()).split("\\n").filter((line) => line.startsWith("data: ")).map((line) => JSON.parse(line.slice(6)).delta?.text ?? "").join("");
console.log(text);
`;
  const chain = (...more: string[]): string => {
    writeFileSync(join(deployment.folder, "stage.mjs"), STAGE);
    const stage = (name: string, ...args: string[]): string =>
      `        - { stage: ${name}, command: ${JSON.stringify(["node", "stage.mjs", ...args])} }\n`;
    return `  - pipeline:\n      input: "the port is 7311"\n      stages:\n${stage("extract", "List:")}${stage("write", "Write:", ...more)}${stage("review", "Check:")}  - assert: { violations: none, turns: 3 }\n`;
  };

  test("is held against what the gateway recorded of each stage", async () => {
    expect(await play(chain(), "surface: assistant\n")).toMatchObject(passed);
    const cut = await play(chain("cut"), "surface: assistant\n");
    expect(cut.code).toBe(1);
    expect(cut.stdout).toMatch(/stage write: what it asked is not what extract put out: sha256:.* became ".*7312.*"/);
    const kept = JSON.parse(readFileSync(join(deployment.folder, "artefacts", `verbs-${written}-0.json`), "utf8")) as {
      turns: readonly { by: string; digests: { input: string; output: string } }[];
    };
    expect(kept.turns.map(({ by }) => by)).toEqual(["stage extract", "stage write"]);
    expect(kept.turns[1]?.digests.input).toBe(kept.turns[0]?.digests.output ?? "");
  });
});

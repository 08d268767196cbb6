import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BIN, Deployment } from "./harness.ts";

const CONTRACT = `bellwether: 1
surface: assistant
version: 1.0.0
mode: observe
model: { id: claude-opus-4-6 }
reasoning: { carryover: all_turns }
`;
const PLAIN = `scenario: port
surface: assistant
clock: real
request: { model: claude-opus-4-6, max_tokens: 2000, thinking: { type: adaptive } }
steps:
  - tool: { name: read_file, returns: "export const port = 7311" }
  - fault: "once:status=529"
  - turn: 'Note that the port is 7311. [[lab {"tool":"read_file","input":{},"then":"Noted."}]]'
  - spawn: { agent: searcher, turn: "Search for the port." }
  - join: searcher
  - say: { goal: "What is the port?", until: "7311" }
  - turn: "What is the port?"
  - assert: { text: { contains: "7311" }, violations: none, reasoning: kept }
`;
/** A program that asks for a stream, and puts out what comes of it. */
const STAGE = `const headers = { "content-type": "application/json", "x-api-key": process.env.ANTHROPIC_API_KEY, "anthropic-version": "2023-06-01" };
let input = "";
for await (const chunk of process.stdin) input += chunk;
const body = JSON.stringify({ model: "claude-opus-4-6", max_tokens: 1000, stream: true, messages: [{ role: "user", content: "Write: " + input }] });
const response = await fetch(process.env.ANTHROPIC_BASE_URL + "/v1/messages", { method: "POST", headers, body });
const data = (await response.text()).split("\\n").filter((line) => line.startsWith("data: "));
console.log(data.map((line) => JSON.parse(line.slice(6)).delta?.text ?? "").join(""));
`;
const CHAIN = `scenario: chain
surface: assistant
steps:
  - pipeline:
      input: "the port is 7311"
      stages: [{ stage: extract, command: [node, stage.mjs] }, { stage: write, command: [node, stage.mjs] }]
  - assert: { text: { contains: "7311" }, record: "streamed = true" }
`;
const AGENT = `scenario: agent
surface: assistant
product: { command: ${JSON.stringify(["node", BIN, "lab", "product", "--seed", "7"])} }
steps:
  - repeat: 3
    steps: [{ turn: "Go on." }]
  - idle: 75m
  - turn: "What is the port?"
  - assert: { reasoning: kept, violations: none }
`;

let deployment: Deployment;
beforeAll(async () => {
  deployment = await Deployment.start({ contracts: { assistant: CONTRACT } });
  for (const [name, text] of Object.entries({
    "port.yaml": PLAIN,
    "agent.yaml": AGENT,
    "chain.yaml": CHAIN,
    "stage.mjs": STAGE,
  }))
    file(name, text);
});
afterAll(() => deployment.stop());

function file(name: string, text: string): string {
  writeFileSync(join(deployment.folder, name), text);
  return name;
}
const read = (name: string): string => readFileSync(join(deployment.folder, name), "utf8");
/** Requests that the lab has answered by itself, and from recordings. */
async function answeredBy(
  work: () => Promise<unknown>,
): Promise<{ readonly itself: number; readonly recorded: number }> {
  const ledger = async (since: number) =>
    (await (await fetch(`${deployment.labUrl}/lab/ledger?since=${since}`)).json()) as {
      last: number;
      entries: readonly { method: string; headers: Readonly<Record<string, string>> }[];
    };
  const { last } = await ledger(0);
  await work();
  const asked = (await ledger(last)).entries.filter(({ method }) => method === "POST");
  const recorded = asked.filter(({ headers }) => headers["x-lab-replay"] !== undefined).length;
  return { itself: asked.length - recorded, recorded };
}

describe("a cassette", () => {
  test("has what a provider answered, and plays the same scenarios again without it", async () => {
    const files = ["port.yaml", "agent.yaml", "chain.yaml"];
    const recorded = await deployment.command("test", ...files, "--repeat", "2", "--record", "tape.jsonl");
    expect(recorded).toMatchObject({ code: 0, stderr: "" });
    const tape = read("tape.jsonl");
    expect(tape.split("\n")[0]).toBe('{"cassette":1}');
    for (const secret of ["bw_", "x-api-key", "authorization", "bellwether-test", deployment.adminKey])
      expect(tape).not.toContain(secret);
    const replayed = await answeredBy(async () => {
      // Runs that were not recorded have the answers of those that were.
      expect(await deployment.command("test", ...files, "--repeat", "3", "--replay", "tape.jsonl")).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/(?:3 of 3 passed[^]*){3}/),
        stderr: "",
      });
    });
    expect(replayed.itself).toBe(0);
    expect(replayed.recorded).toBeGreaterThan(20);
  });

  test("is what answers, and no lab behind it", async () => {
    const short = `scenario: short\nsurface: assistant\nrequest: { model: claude-opus-4-6, max_tokens: 99 }\nsteps:\n  - turn: "Say seven."\n  - assert: { text: { contains: Seven } }\n`;
    expect(await deployment.command("test", file("short.yaml", short), "--record", "short.jsonl")).toMatchObject({
      code: 0,
    });
    file("other.jsonl", read("short.jsonl").replace("Seven!", "Eight!"));
    const other = await deployment.command("test", "short.yaml", "--replay", "other.jsonl");
    expect([other.code, other.stdout.includes('the answer does not contain "Seven": "Eight!"')]).toEqual([1, true]);
  });

  test("that does not know a request says what is nearest and what differs, and blames no product", async () => {
    file("changed.yaml", PLAIN.replace('  - turn: "What is the port?"', '  - turn: "Where is the port?"'));
    const plain = await deployment.command("test", "changed.yaml", "--replay", "tape.jsonl");
    expect(plain.code).toBe(2);
    expect(plain.stdout).toMatch(
      /changed\.yaml:12 \(turn\): the cassette does not know this request: the nearest \(line \d+\) has "What is the port\?" at messages\[\d+\]\.content, and "Where is the port\?" was asked/,
    );
    file("agent-changed.yaml", AGENT.replace('"--seed","7"', '"--seed","7","--ttl","5m"'));
    const product = await deployment.command("test", "agent-changed.yaml", "--replay", "tape.jsonl");
    expect(product.code).toBe(2);
    expect(product.stdout).toContain('has "1h" at system[0].cache_control.ttl, and "5m" was asked');
  });

  test("that is broken, or there already, is refused by its line before anything is played", async () => {
    const lines = read("tape.jsonl").split("\n");
    file("cut.jsonl", `${lines.slice(0, 3).join("\n")}\n${lines[3]?.slice(0, 90)}`);
    const refused = { code: 3, stdout: "" };
    expect(await deployment.command("test", "port.yaml", "--replay", "cut.jsonl")).toMatchObject({
      ...refused,
      stderr: expect.stringContaining("cut.jsonl:4: this is no line of a cassette: it is cut, or no JSON"),
    });
    expect(await deployment.command("test", "port.yaml", "--replay", "none.jsonl")).toMatchObject(refused);
    expect(await deployment.command("test", "port.yaml", "--record", "tape.jsonl")).toMatchObject({
      ...refused,
      stderr: expect.stringContaining("tape.jsonl is there already"),
    });
    expect(await deployment.command("test", "port.yaml", "--record", "a", "--replay", "b")).toMatchObject(refused);
  });
});

describe("a ceiling of cost", () => {
  test("ends the runs that are under way and begins no other, and the results go on from there", async () => {
    const args = ["test", "port.yaml", "--repeat", "4", "--concurrency", "1", "--results", "results.jsonl"];
    const stopped = await deployment.command(...args, "--most-usd", "0.000001");
    expect(stopped.code).toBe(2);
    expect(stopped.stderr).toMatch(
      /--most-usd is reached: 0\.\d+ of 0\.000001 US dollars were spent: 3 of 4 runs were not played; --results FILE --resume goes on/,
    );
    expect(await deployment.command(...args, "--resume")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("4 of 4 passed"),
    });
  });
});

import { describe, expect, test } from "bun:test";
import { parseScenario } from "./load.ts";

const CHECKS = { fault: (list: string) => (list.includes("sttus") ? `there is no fault ${list}` : undefined) };
const HEAD = "scenario: soak\nsteps:\n";
/** What is wrong with a text, as `line: message`. */
function problemsOf(text: string): readonly string[] {
  const loaded = parseScenario("soak.yaml", text, CHECKS);
  return loaded.ok ? [] : loaded.problems.map(({ line, message, hint = "" }) => `${line}: ${message} ${hint}`.trim());
}

describe("a scenario's file", () => {
  test("is read with its defaults", () => {
    const loaded = parseScenario(
      "soak.yaml",
      `${HEAD}  - turn: Go on.\n  - idle: 75m\n  - repeat: 2\n    steps: [{ turn: On. }]\n`,
      CHECKS,
    );
    expect(loaded).toMatchObject({
      ok: true,
      scenario: {
        scenario: "soak",
        repeat: 1,
        seed: 1,
        clock: "virtual",
        limits: { turns: 1_000, minutes: 20 },
        format: "anthropic",
        steps: [{ turn: "Go on." }, { idle: "75m" }, { repeat: 2, steps: [{ turn: "On." }] }],
      },
    });
    expect(loaded.ok && loaded.placeOf(["steps", 2, "steps", 0])).toBe("soak.yaml:6");
  });

  test.each([
    ["", '1: "scenario" is missing'],
    [`${HEAD}  - tern: Go on.\n`, "3: there is no verb tern did you mean turn?"],
    [
      `${HEAD}  - frobnicate: 1\n`,
      "3: there is no verb frobnicate the verbs are turn, idle, tool, grow-context, inject",
    ],
    [`${HEAD}  - turn: Go on.\n    idle: 5m\n`, "3: a step has one verb, and this one has 2 make a step of each"],
    [`${HEAD}  - Go on.\n`, "3: a step is a verb and what it does"],
    [`${HEAD}  - {}\n`, "3: a step has one verb, and this one has 0"],
    [`${HEAD}  - idle: soon\n`, '3: "idle" must be a duration'],
    [`${HEAD}  - assert: {}\n`, '3: "assert" must say what has to be so'],
    [`${HEAD}  - assert: { turns: 3 }\n`, "must say what has to be so"],
    [`${HEAD}  - assert: { record: "status ~~ 3" }\n`, "3:"],
    [`${HEAD}  - assert: { text: { matches: "(" } }\n`, "must be a regular expression"],
    [`${HEAD}  - assert: { cache_read_ratio: "80 %" }\n`, "must be such as"],
    [`${HEAD}  - assert: { violatons: none }\n`, "violatons"],
    [`${HEAD}  - recall: { needle: port }\n`, "3: no step before this one plants the needle port"],
    [
      `${HEAD}  - repeat: 2\n    steps:\n      - turn: one\n      - trun: two\n`,
      "6: there is no verb trun did you mean turn?",
    ],
    [`${HEAD}  - repeat: 0\n    steps: [{ turn: one }]\n`, "must be at least 1"],
    [`${HEAD}  - restart: true\n`, "the built-in client has nothing to restart"],
    [`clock: real\n${HEAD}  - idle: 5m\n`, "4: time cannot be played with the real clock"],
    [`product: { command: [node, a.js] }\n${HEAD}  - tool: { name: t }\n`, "a product has its own tools"],
    [
      `product: { command: [node, a.js] }\nsystem: Be brief.\n${HEAD}  - turn: one\n`,
      "2: system is of the built-in client",
    ],
    [`request: { messages: [] }\n${HEAD}  - turn: one\n`, "must not have messages, stream, system, tools"],
    [`${HEAD}  - restore: before\n`, "3: no step before this one has the checkpoint before"],
    [`${HEAD}  - turn: "Read \${file}."\n`, "3: no step before this one sets ${file} set it by `let: { file: … }`"],
    [
      `${HEAD}  - turn: one\n  - fault: once:sttus=529\n`,
      "4: there is no fault once:sttus=529 it is as in x-lab-fault",
    ],
    [
      `${HEAD}  - turn: "Is it \${Port} or $\${this}?"\n`,
      "3: no variable can be named ${Port}: names have lower-case letters, digits and _ where it is text, write $${Port}",
    ],
    [`${HEAD}  - turn: >\n      Read\n      \${a b}.\n`, "no variable can be named ${a b}"],
    [`${HEAD}  - let: { a: "\${b}", b: x }\n`, "3: no step before this one sets ${b}"],
    [`product: { command: [node, a.js] }\n${HEAD}  - compact: true\n`, "a product has its own tools, history"],
    [`${HEAD}  - idle: 5m\n`, "2: nothing is said in it add a turn"],
    [`${HEAD}  - repeat: 1000\n    steps: [{ repeat: 1000, steps: [{ turn: one }] }]\n`, "these are 1000000 steps"],
    [`${HEAD}  - turn: one\n  - assert: { text: {} }\n`, "must say contains, matches or not"],
    [`${HEAD}  - turn: one\n  - switch: { request: { stream: true } }\n`, "must not have messages, stream"],
    [`${HEAD}  - grow-context: { to: 9, needles: [{ id: a, text: "7311 " }] }\n`, "must be such as"],
    [
      `${HEAD}  - grow-context: { to: 9, needles: [{ id: a, text: "it is 7311" }] }\n  - recall: { needle: a, ask: "Say 7311." }\n`,
      "4: the question has the word in it that has to come back",
    ],
    [
      `product: { command: [claude, -p, "{turn}"] }\n${HEAD}  - turn: one\n  - assert: { tools: [] }\n`,
      "5: a program that is started once a turn does not say what it called",
    ],
    [`${HEAD}  - turn: one\n  - assert: { violations: [PREFIX_CHANGD] }\n`, "4:"],
    [`${HEAD}  - turn: one\n  - measure: { signal: s, of: model_served }\n`, "must be a column of numbers"],
    [`limits: { usd: -1 }\n${HEAD}  - turn: one\n`, "must be above 0"],
    [`scenario: Not A Name\nsteps: [{ turn: one }]\n`, "1:"],
    ["scenario: [", "1:"],
    [`${HEAD}  - spawn: { agent: a, turn: on }\n`, "3: the agent a is neither joined nor cancelled add `join: a`"],
    [
      `${HEAD}  - spawn: { agent: a, turn: on }\n  - spawn: { agent: a, turn: on }\n  - join: a\n`,
      "4: the agent a is under way",
    ],
    [`${HEAD}  - turn: one\n  - cancel: a\n`, "4: no agent a is under way"],
    [`${HEAD}  - delegate: { to: searcher, expect: refused }\n`, "must be such as agent:searcher"],
    [`${HEAD}  - say: { goal: Learn., until: "1" }\n`, "3: nobody is named who plays the person name a model"],
    [`clock: real\n${HEAD}  - turn: one\n  - expire: cache\n`, "5: a real provider's caches end when they do"],
    [`${HEAD}  - turn: one\n  - checksum: { of: tools, equals: a }\n`, "4: no step before this one keeps a of tools"],
    [`${HEAD}  - turn: one\n  - checksum: { of: tools, as: a, equals: b }\n`, "must say either as or equals"],
    [
      `${HEAD}  - pipeline:\n      input: a\n      stages:\n        - { stage: a, ask: "Do {input}" }\n        - { stage: a, ask: "Do {input}" }\n`,
      "7: a is the name of two stages",
    ],
    [`${HEAD}  - pipeline: { input: a, stages: [{ stage: a, ask: Do. }] }\n`, "must have {input} in it"],
    [`${HEAD}  - pipeline: { input: a, stages: [{ stage: a }] }\n`, "must have either ask or command"],
    [
      `${HEAD}  - pipeline: { input: a, stages: [{ stage: a, command: [cat], model: m }] }\n`,
      "3: model is of the built-in client, and this stage is a program",
    ],
    [
      `${HEAD}  - pipeline: { input: "\${a}", stages: [{ stage: a, command: [cat] }] }\n`,
      "no step before this one sets ${a}",
    ],
  ])("with %j has its mistake named by its line", (text, said) => {
    expect(problemsOf(text).join("\n")).toContain(said);
  });

  test("has all its mistakes named at once", () => {
    expect(
      problemsOf(`repeat: many\n${HEAD}  - tern: one\n  - idle: soon\n  - repeat: 2\n    steps: [{ trun: 1 }]\n`),
    ).toHaveLength(4);
  });
});

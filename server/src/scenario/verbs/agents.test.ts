import { describe, expect, test } from "bun:test";
import { type Body, play, type Provider, refuses, says } from "../fixtures/play.ts";

const lastSaid = ({ messages }: Body): unknown => (messages as readonly { content: unknown }[]).at(-1)?.content;
const REFUSED = { status: 409, body: { error: { message: "it departs" } }, code: "contract_violated" };

describe("agents beside the session", () => {
  test("go on beside it under their own name and their parent's exchange, and answer when they are joined", async () => {
    const gate = Promise.withResolvers<void>();
    const provider: Provider = async (body, headers) => {
      if (headers["bellwether-agent"] === "searcher") await gate.promise;
      else if (lastSaid(body) === "two") gate.resolve();
      return says(`to ${String(lastSaid(body))}`);
    };
    const run = await play(
      `  - turn: one
  - idle: 5m
  - spawn: { agent: searcher, turn: Search., model: small, system: You search. }
  - turn: two
  - join: searcher
  - let: { found: { matches: ".+" } }
  - turn: "Use \${found}."
  - spawn: { agent: searcher, turn: Search on. }
  - join: searcher
`,
      provider,
      { head: "request: { model: large }\n" },
    );
    expect([run.verdict, run.why]).toEqual(["pass", undefined]);
    expect(run.turns.map(({ by, said, answered }) => [by, said, answered])).toEqual([
      [undefined, "one", "to one"],
      [undefined, "two", "to two"],
      ["agent searcher", "Search.", "to Search."],
      [undefined, "Use to Search..", "to Use to Search.."],
      ["agent searcher", "Search on.", "to Search on."],
    ]);
    expect(run.sent[1]).toMatchObject({
      "bellwether-session": "s",
      "bellwether-agent": "searcher",
      "bellwether-parent": "e1",
    });
    expect(run.sent[1]?.["bellwether-clock"]).toBe(run.sent[2]?.["bellwether-clock"]);
    expect(run.sent[2]?.["bellwether-agent"]).toBeUndefined();
    expect(run.bodies.map(({ model, messages }) => [model, (messages as unknown[]).length])).toEqual([
      ["large", 1],
      ["small", 1],
      ["large", 3],
      ["large", 5],
      ["small", 3],
    ]);
  });

  test("are hung up on when they are cancelled, and at the end of the run", async () => {
    const hangs: Provider = (_body, headers) =>
      headers["bellwether-agent"] === undefined ? says("yes") : new Promise(() => undefined);
    const cancelled = await play(
      "  - turn: one\n  - spawn: { agent: a, turn: Search. }\n  - cancel: a\n  - turn: two\n",
      hangs,
    );
    expect([cancelled.verdict, cancelled.turns.length]).toEqual(["pass", 2]);
    const failed = await play(
      "  - turn: one\n  - spawn: { agent: a, turn: Search. }\n  - assert: { text: { contains: no } }\n  - join: a\n",
      hangs,
    );
    expect(failed).toMatchObject({ verdict: "fail", step: { verb: "assert" } });
  });

  test("have the faults that are ordered before they are sent off", async () => {
    const run = await play(
      "  - turn: one\n  - fault: delay=900\n  - spawn: { agent: a, turn: Search. }\n  - turn: two\n  - join: a\n",
      () => says("yes"),
    );
    expect(run.sent.map((headers) => headers["x-lab-fault"])).toEqual([undefined, "delay=900", undefined]);
  });

  test("fail the run by what they are answered, and say nothing of the product where nobody could answer", async () => {
    const steps = "  - spawn: { agent: a, turn: Search. }\n  - join: a\n";
    expect(await play(steps, () => refuses(500))).toMatchObject({ verdict: "error", step: { verb: "join" } });
    expect(await play(steps, () => REFUSED)).toMatchObject({ verdict: "fail", why: expect.stringContaining("409") });
  });

  test("count for nothing in the session's own context", async () => {
    const run = await play(
      `  - spawn: { agent: a, turn: "${"x".repeat(9_000)}" }\n  - join: a\n  - grow-context: { to: 1000 }\n`,
      () => says("ok"),
    );
    expect(run.turns.at(-1)?.said.length).toBeGreaterThan(3_900);
  });
});

describe("a delegation", () => {
  const delegate = async (expect: string, provider: Provider): Promise<readonly [string, string | undefined]> => {
    const run = await play(`  - turn: one\n  - delegate: { to: agent:searcher, expect: ${expect} }\n`, provider);
    return [run.verdict, run.why];
  };
  const only =
    (answer: ReturnType<Provider>): Provider =>
    (_body, headers) =>
      headers["bellwether-agent"] === "searcher" ? answer : says("yes");

  test("that has to be refused is refused by the contract, and by nothing else", async () => {
    expect(await delegate("refused", only(REFUSED))).toEqual(["pass", undefined]);
    expect(await delegate("refused", only(says("found")))).toEqual([
      "fail",
      "the delegation to searcher was answered, and it is expected to be refused",
    ]);
    expect((await delegate("refused", only(refuses(400))))[0]).toBe("fail");
    expect((await delegate("refused", only(refuses(503))))[0]).toBe("error");
  });

  test("that has to be allowed is answered", async () => {
    expect(await delegate("allowed", only(says("found")))).toEqual(["pass", undefined]);
    expect(await delegate("allowed", only(REFUSED))).toEqual(["fail", "the request was answered with 409: it departs"]);
  });
});

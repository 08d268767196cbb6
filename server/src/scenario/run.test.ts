import { describe, expect, test } from "bun:test";
import { ANY, type Body, calls, nobody, play, type Provider, refuses, says, T0 } from "./fixtures/play.ts";
import type { Asked } from "./client/plain-client.ts";
import { Line } from "./line.ts";
import { parseScenario } from "./load.ts";
import { runScenario } from "./run.ts";

describe("a run", () => {
  test("says its turns one after the other, with the whole history in each request", async () => {
    const run = await play(
      "  - turn: one\n  - repeat: 2\n    steps: [{ turn: again }]\n",
      (_body, _headers, n) => says(`a${n}`),
      {
        head: "system: Be brief.\nrequest: { model: m, max_tokens: 9 }\n",
      },
    );
    expect(run.verdict).toBe("pass");
    expect(run.turns.map(({ said, answered, exchanges }) => [said, answered, exchanges])).toEqual([
      ["one", "a1", ["e1"]],
      ["again", "a2", ["e2"]],
      ["again", "a3", ["e3"]],
    ]);
    expect(run.bodies[2]).toEqual({
      model: "m",
      max_tokens: 9,
      system: "Be brief.",
      messages: [
        { role: "user", content: "one" },
        { role: "assistant", content: [{ type: "text", text: "a1" }] },
        { role: "user", content: "again" },
        { role: "assistant", content: [{ type: "text", text: "a2" }] },
        { role: "user", content: "again" },
      ],
    });
  });

  test("lets time go by in the session alone", async () => {
    const run = await play("  - turn: one\n  - idle: 25h\n  - turn: two\n", () => says("yes"));
    expect(run.sent.map((headers) => Number(headers["bellwether-clock"]) - T0)).toEqual([0, 25 * 3_600_000]);
    expect(run.sent[0]?.["bellwether-session"]).toBe("s");
  });

  test("brings back what tools return, and their errors", async () => {
    const provider: Provider = ({ messages }) =>
      (messages as unknown[]).length % 4 === 1 ? calls("read") : says("read it");
    const steps =
      "  - tool: { name: read, returns: '7311' }\n  - turn: Read.\n  - assert: { tools: [read] }\n  - tool: { name: read, fails: gone }\n  - turn: Again.\n";
    const run = await play(steps, provider);
    expect(run.verdict).toBe("pass");
    const results = run.bodies.flatMap(({ messages }) => (messages as { content: unknown }[]).at(-1)?.content ?? []);
    expect(results).toContainEqual({ type: "tool_result", tool_use_id: "call_1", content: "7311" });
    expect(results).toContainEqual({ type: "tool_result", tool_use_id: "call_1", content: "gone", is_error: true });
  });

  test("fails where a tool is called of which no step says what it does, or calls do not end", async () => {
    expect(await play("  - turn: Read.\n", () => calls("read"))).toMatchObject({
      verdict: "fail",
      step: { verb: "turn", path: ["steps", 0] },
      why: expect.stringContaining("the answer calls read, and no step says what that does"),
    });
    const endless = await play("  - tool: { name: read }\n  - turn: Read.\n", () => calls("read"));
    expect(endless).toMatchObject({ verdict: "fail", why: expect.stringContaining("did not end") });
  });

  test("tries again what was refused for a moment; what stays away is no failure of the product", async () => {
    const once = await play("  - fault: once:status=529\n  - turn: one\n", (_body, headers) =>
      headers["x-lab-fault"] === undefined ? says("yes") : refuses(529),
    );
    expect([once.verdict, once.turns[0]?.exchanges]).toEqual(["pass", ["e1", "e2"]]);
    expect(await play("  - turn: one\n", () => refuses(503))).toMatchObject({
      verdict: "error",
      why: "the request was answered with 503: not now",
    });
    expect((await play("  - turn: one\n", () => refuses(400))).verdict).toBe("fail");
  });

  test("blames no product for what the scenario itself says wrongly, and names the field", async () => {
    const refused = (message: string, more: object = {}, code?: string): Asked => ({
      status: 400,
      body: { error: { message, ...more } },
      ...(code === undefined ? {} : { code }),
    });
    const head = "request: { model: m, thinking: { type: sometimes } }\n";
    const why = async (asked: Asked, steps = "  - turn: one\n"): Promise<readonly string[]> => {
      const run = await play(steps, () => asked, { head });
      return [run.verdict, (run.why ?? "").replace(/: the request was.*/, "")];
    };
    const field = (name: string): readonly string[] => ["error", `${name} of the scenario is refused`];
    expect(await why(refused("thinking.type: Input should be adaptive"))).toEqual(field("request.thinking.type"));
    expect(await why(refused("max_tokens: Field required"))).toEqual(field("request.max_tokens"));
    expect(await why(refused("Unsupported value", { param: "thinking" }))).toEqual(field("request.thinking"));
    expect(await why(refused("`thinking` cannot be so"))).toEqual(field("request.thinking"));
    expect(await why(refused("there is no contract x", {}, "contract_unknown"))).toEqual(field("surface"));
    const injected = "  - inject: { as: assistant, text: a }\n  - turn: one\n";
    expect(await why(refused("messages.0: must be of a user"), injected)).toEqual(field("inject"));
    // What the gateway and the model make of a good scenario is the product's.
    expect((await why(refused("messages.1.content.0: the signature is wrong")))[0]).toBe("fail");
    expect((await why(refused("top_k: is not known")))[0]).toBe("fail");
    expect((await why(refused("model is not as agreed", {}, "contract_violated")))[0]).toBe("fail");
    const later = await play(
      "  - turn: one\n  - turn: two\n",
      (_body, _headers, n) => (n === 1 ? says("yes") : refused("thinking.type: Input should be adaptive")),
      { head },
    );
    expect(later.verdict).toBe("fail");
  });

  test("asserts texts of the last turn, or of the last few", async () => {
    const answers: Provider = (_body, _headers, n) => says(`the port is ${n}`);
    const two = "  - turn: one\n  - turn: two\n";
    const verdict = async (assertion: string): Promise<string> =>
      (await play(`${two}  - assert: ${assertion}\n`, answers)).verdict;
    expect(await verdict("{ text: { contains: port is 2 } }")).toBe("pass");
    expect(await verdict("{ text: { contains: port is 1 } }")).toBe("fail");
    expect(await verdict("{ text: { matches: '^the port is [12]$' }, turns: 2 }")).toBe("pass");
    expect(await verdict("{ text: { not: port is 1 }, turns: 2 }")).toBe("fail");
    expect(await verdict("{ text: { not: port is 3 }, turns: 3 }")).toBe("fail");
  });

  test("asserts what was recorded: columns, violations and the cache", async () => {
    const rows = {
      e1: { exchange: "e1", violations: [], status: 200, cache_read_tokens: 0, input_tokens: 100 },
      e2: {
        exchange: "e2",
        violations: ["PREFIX_CHANGED"],
        violation_details: [{ id: "PREFIX_CHANGED", message: "the bytes are others" }],
        status: 200,
        cache_read_tokens: 90,
        input_tokens: 100,
        reasoning_kept: false,
      },
    };
    const assertion = async (said: string): Promise<readonly [string, string]> => {
      const { verdict, why = "" } = await play(
        `  - turn: one\n  - turn: two\n  - assert: ${said}\n`,
        () => says("yes"),
        { rows },
      );
      return [verdict, why];
    };
    expect(await assertion("{ record: status=200 }")).toEqual(["pass", ""]);
    expect(await assertion("{ record: status=201 }")).toEqual([
      "fail",
      "the record of e2 is not as expected: status=201",
    ]);
    expect(await assertion("{ violations: none }")).toEqual(["fail", "e2 breaks PREFIX_CHANGED: the bytes are others"]);
    expect(await assertion("{ violations: [PREFIX_CHANGED] }")).toEqual(["pass", ""]);
    expect(await assertion("{ violations: [TOOLS_REORDERED] }")).toMatchObject([
      "fail",
      expect.stringContaining("PREFIX"),
    ]);
    expect(await assertion("{ reasoning: kept }")).toMatchObject(["fail", expect.any(String)]);
    expect(await assertion("{ cache_read_ratio: '> 0.8 within 1 turn' }")).toEqual(["pass", ""]);
    expect(await assertion("{ cache_read_ratio: '> 0.95 within 2 turns' }")).toMatchObject([
      "fail",
      expect.stringContaining("90.0 %"),
    ]);
  });

  test("does not take a cache that was read before a pause for one that is read after it", async () => {
    const rows = { e1: { cache_read_tokens: 90, input_tokens: 100 }, e2: { cache_read_tokens: 0, input_tokens: 100 } };
    const steps = (between: string): string =>
      `  - turn: one\n${between}  - turn: two\n  - assert: { cache_read_ratio: "> 0.5 within 2 turns" }\n`;
    expect((await play(steps(""), () => says("yes"), { rows })).verdict).toBe("pass");
    expect((await play(steps("  - idle: 25h\n"), () => says("yes"), { rows })).verdict).toBe("fail");
  });

  test("counts what a product sent after its answer as that turn's", async () => {
    const loaded = parseScenario(
      "t.yaml",
      "scenario: t\nsteps: [{ turn: one }, { turn: two }, { assert: { violations: none, turns: 2 } }]\n",
      ANY,
    );
    if (!loaded.ok) throw new Error("it is good");
    const line = new Line("s", T0);
    let turns = 0;
    const product = {
      turn: async () => {
        line.note(`e${++turns}`, 200);
        return { kind: "answered", text: "yes", called: [] } as const;
      },
      restart: async () => undefined,
      end: async () => undefined,
    };
    const records = {
      of: async (exchange: string) => ({ exchange, violations: exchange === "late" ? ["STREAM_CUT"] : [] }),
    };
    const run = await runScenario(loaded.scenario, {
      product,
      line,
      records,
      others: nobody,
      repeat: 0,
      onTurn: () => turns === 1 && line.note("late", 200),
    });
    expect(run.turns.map(({ exchanges }) => exchanges)).toEqual([["e1", "late"], ["e2"]]);
    expect(run.why).toContain("late breaks STREAM_CUT");
  });

  test("cannot be judged where records do not come", async () => {
    expect(await play("  - turn: one\n  - assert: { violations: none }\n", () => says("yes"))).toMatchObject({
      verdict: "error",
      why: expect.stringContaining("the record of an exchange did not come"),
    });
  });

  test("finds a needle that was hidden in a context of the size that is asked for, and misses a lost one", async () => {
    const steps =
      "  - grow-context: { to: 50000, needles: [{ id: port, text: the port is 7311 }] }\n  - recall: { needle: port }\n";
    const remembering: Provider = ({ messages }) =>
      says(JSON.stringify(messages).includes("the port is 7311") ? "It is 7311." : "?");
    const found = await play(steps, remembering);
    expect(found.verdict).toBe("pass");
    const read = found.turns.slice(0, -1).reduce((sum, { said }) => sum + said.length, 0);
    expect(read / 4).toBeGreaterThan(49_000);
    expect(read / 4).toBeLessThan(52_000);
    expect(found.turns.at(-1)?.said).toBe("What is the port?");
    expect(await play(steps, () => says("no idea"))).toMatchObject({
      verdict: "fail",
      why: 'the needle port did not come back: "7311" is not in "no idea"',
    });
  });

  test("fills a context up to its size where it was gone back to one of another size", async () => {
    const run = await play(
      `  - turn: one
  - checkpoint: small
  - grow-context: { to: 9000 }
  - checkpoint: large
  - restore: small
  - grow-context: { to: 4000 }
  - restore: large
  - grow-context: { to: 9500 }
`,
      () => says("ok"),
    );
    const grown = run.turns.map(({ said }) => Math.round(said.length / 400) / 10);
    expect(grown).toEqual([0, expect.closeTo(9, 0), expect.closeTo(4, 0), expect.closeTo(0.5, 0)]);
  });

  test("has the same words whenever it is run, and others in each repeat", async () => {
    const steps = "  - grow-context: { to: 500 }\n";
    const said = async (repeat: number): Promise<string> =>
      (await play(steps, () => says("ok"), { repeat })).turns[0]?.said ?? "";
    expect(await said(3)).toBe(await said(3));
    expect(await said(3)).not.toBe(await said(4));
  });

  test("ends at its limits, which says nothing of the product", async () => {
    const rows = { e1: { cost_usd: 0.4 }, e2: { cost_usd: 0.7 } };
    const three = "  - repeat: 3\n    steps: [{ turn: on }]\n";
    expect(await play(three, () => says("yes"), { head: "limits: { turns: 2 }\n" })).toMatchObject({
      verdict: "error",
      step: { path: ["steps", 0, "steps", 0], times: [3] },
      why: "limits.turns is reached: 2 turns were played",
    });
    expect(await play(three, () => says("yes"), { head: "limits: { usd: 1 }\n", rows })).toMatchObject({
      verdict: "error",
      why: "limits.usd is reached: 1.1000 of 1 US dollars were spent",
    });
  });

  test("changes model, prompt and request where it says so, and measures", async () => {
    const steps =
      "  - turn: one\n  - switch: { model: other, system: Be long., request: { top_k: 3 } }\n  - turn: two\n  - measure: { signal: size, of: input_tokens }\n";
    const run = await play(steps, () => says("yes"), {
      head: "request: { model: m }\n",
      rows: { e2: { input_tokens: 42 } },
    });
    expect(run.bodies.map(({ model, system, top_k }) => [model, system, top_k])).toEqual([
      ["m", undefined, undefined],
      ["other", "Be long.", 3],
    ]);
    expect(run.measured).toEqual([{ signal: "size", value: 42 }]);
    const none = await play("  - turn: one\n  - measure: { signal: size, of: cost_usd }\n", () => says("yes"), {
      rows: { e1: {} },
    });
    expect(none.why).toBe("cost_usd of the record is null, and no number");
  });

  const texts = ({ bodies }: { readonly bodies: readonly Body[] }): readonly string[] =>
    bodies.map(({ messages }) =>
      (messages as readonly { role: string; content: unknown }[])
        .map(({ role, content }) => `${role[0]}:${typeof content === "string" ? content : "…"}`)
        .join(" "),
    );

  test("goes back to a history that it kept, with what was put into it", async () => {
    const steps = `  - turn: one
  - checkpoint: before
  - inject: { as: assistant, text: forged }
  - turn: two
  - restore: before
  - turn: three
`;
    expect(texts(await play(steps, () => says("yes")))).toEqual([
      "u:one",
      "u:one a:… a:forged u:two",
      "u:one a:… u:three",
    ]);
  });

  test("goes on from a summary alone", async () => {
    const run = await play("  - turn: one\n  - compact: true\n  - turn: two\n", (_body, _headers, n) =>
      says(`answer ${n}`),
    );
    expect(run.turns[1]?.said).toContain("summary of our conversation");
    const [last] = texts(run).slice(-1);
    expect(last).toStartWith("u:This session is being continued");
    expect(last).toContain("answer 2\n\ntwo");
    expect(last).not.toContain("answer 1");
  });

  test("has variables of texts and of what was answered", async () => {
    const steps = `  - let: { file: app.ts, path: "src/\${file}" }
  - turn: "Read \${path}."
  - let: { port: { matches: 'port (\\d+)' } }
  - turn: "Is it \${port}, for $5 and $\${port}?"
  - assert: { text: { contains: "\${port}", not: "\${file}" } }
  - let: { colour: { matches: 'colour (\\w+)' } }
`;
    const run = await play(steps, () => says("the port 7311"));
    expect(run.turns.map(({ said }) => said)).toEqual(["Read src/app.ts.", "Is it 7311, for $5 and ${port}?"]);
    expect(run.why).toBe('colour cannot be set: colour (\\w+) does not match "the port 7311"');
  });
});

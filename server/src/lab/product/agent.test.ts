import { describe, expect, test } from "bun:test";
import { randomOf } from "../../quality/statistics/seeded-random.ts";
import { Agent } from "./agent.ts";
import { HEALTHY, type Traits } from "./traits.ts";

const [MINUTE, HOUR] = [60_000, 3_600_000];

interface Sent {
  readonly context_management: { readonly edits: readonly { readonly keep: unknown }[] };
  readonly system: readonly { readonly text: string; readonly cache_control: { readonly ttl: string } }[];
  readonly tools: readonly { readonly name: string }[];
  readonly messages: readonly { readonly role: string; readonly content: readonly { readonly type: string }[] }[];
}

/** Plays turns after so many milliseconds each, and gives the requests. */
async function play(traits: Partial<Traits>, gaps: readonly number[]): Promise<readonly Sent[]> {
  let now = 0;
  const sent: Sent[] = [];
  const agent = new Agent(
    { ...HEALTHY, ...traits },
    {
      now: () => now,
      random: randomOf(7),
      send: async (body) => {
        sent.push(structuredClone(body) as unknown as Sent);
        return {
          content: [
            { type: "thinking", thinking: "hm" },
            { type: "text", text: `answer ${sent.length}` },
          ],
        };
      },
    },
  );
  for (const gap of gaps) {
    now += gap;
    await agent.turn("Go on.");
  }
  return sent;
}
const kept = (sent: readonly Sent[]): readonly unknown[] =>
  sent.map(({ context_management: { edits } }) => (edits[0]?.keep === "all" ? "all" : edits[0]?.keep));
const reasoning = ({ messages }: Sent): number =>
  messages.flatMap(({ content }) => content).filter(({ type }) => type === "thinking").length;
const ONE = { type: "thinking_turns", value: 1 };

describe("the lab's product", () => {
  test("keeps all of its reasoning, its prefix and its tools' order when it is healthy", async () => {
    const sent = await play({}, [0, MINUTE, 2 * HOUR, MINUTE]);
    expect(kept(sent)).toEqual(["all", "all", "all", "all"]);
    expect(sent.map(reasoning)).toEqual([0, 1, 2, 3]);
    expect(new Set(sent.map(({ system }) => system[0]?.text)).size).toBe(1);
    expect(new Set(sent.map(({ tools }) => tools.map(({ name }) => name).join())).size).toBe(1);
    expect(sent[0]?.system[0]?.cache_control.ttl).toBe("1h");
  });

  test("clears on each request after an idle hour where that latches, and on the first alone where it does not", async () => {
    const gaps = [0, MINUTE, 61 * MINUTE, MINUTE, MINUTE];
    expect(kept(await play({ clear: "latched" }, gaps))).toEqual(["all", "all", ONE, ONE, ONE]);
    expect(kept(await play({ clear: "once" }, gaps))).toEqual(["all", "all", ONE, "all", "all"]);
    expect(kept(await play({ clear: "latched" }, [0, 59 * MINUTE, 59 * MINUTE]))).toEqual(["all", "all", "all"]);
  });

  test("leaves earlier reasoning out of its own history, once", async () => {
    const sent = await play({ clear: "pruned" }, [0, MINUTE, 61 * MINUTE, MINUTE]);
    expect(kept(sent)).toEqual(["all", "all", "all", "all"]);
    expect(sent.map(reasoning)).toEqual([0, 1, 0, 1]);
  });

  test("has each other fault where it is asked for", async () => {
    const gaps = [0, MINUTE, MINUTE, MINUTE];
    expect((await play({ reasoning: "dropped" }, gaps)).map(reasoning)).toEqual([0, 0, 0, 0]);
    const nonce = await play({ prompt: "nonce" }, gaps);
    expect(new Set(nonce.map(({ system }) => system[0]?.text)).size).toBe(4);
    const shuffled = await play({ tools: "shuffled" }, gaps);
    expect(new Set(shuffled.map(({ tools }) => tools.map(({ name }) => name).join())).size).toBeGreaterThan(1);
    expect((await play({ ttl: "5m" }, gaps))[0]?.system[0]?.cache_control.ttl).toBe("5m");
    const short = (await play({ truncate: 1_000 }, Array<number>(30).fill(MINUTE))).at(-1);
    expect(short?.messages.length).toBeLessThan(20);
    expect(short?.messages[0]?.role).toBe("user");
  });

  test("limits what may be said, asks for less effort and cuts results, as its build says", async () => {
    const [healthy] = await play({}, [0]);
    expect(healthy).toMatchObject({ output_config: { effort: "high" } });
    expect(healthy?.system).toHaveLength(1);
    const [changed] = await play({ verbosity: "capped", effort: "medium" }, [0]);
    expect(changed).toMatchObject({ output_config: { effort: "medium" } });
    expect(changed?.system[0]?.text).toContain("<=25 words");
  });
});

describe("the lab's product with all its voices", () => {
  interface Request {
    readonly model: string;
    readonly output_config?: { readonly effort: string };
    readonly system: readonly { readonly text: string }[];
    readonly messages: Sent["messages"];
  }

  /** Plays turns in each of which the searcher is asked; so many tokens are in the context after each. */
  async function voices(traits: Partial<Traits>, turns: number, tokens: number): Promise<readonly Request[]> {
    const sent: Request[] = [];
    const agent = new Agent(
      { ...HEALTHY, voices: "all", ...traits },
      {
        now: () => 0,
        random: randomOf(7),
        send: async (body) => {
          const request = structuredClone(body) as unknown as Request;
          sent.push(request);
          const answered = request.messages.at(-1)?.content.some(({ type }) => type === "tool_result") === true;
          const asks = request.system.some(({ text }) => text.startsWith("You are an engineer")) && !answered;
          const call = { type: "tool_use", id: `c${sent.length}`, name: "ask_searcher", input: { question: "Where?" } };
          return { content: asks ? [call] : [{ type: "text", text: "there" }], usage: { input_tokens: tokens } };
        },
      },
    );
    for (let turn = 0; turn < turns; turn++) await agent.turn("Go on.");
    return sent;
  }
  const roles = (sent: readonly Request[]): readonly string[] =>
    sent.map(
      ({ system: [first] }) => /You (write a title|look for|sum up|are an engineer)/.exec(first?.text ?? "")?.[1] ?? "",
    );

  test("names a session, and has a smaller model look for what its own is asked", async () => {
    const sent = await voices({}, 1, 10);
    expect(roles(sent)).toEqual(["write a title", "are an engineer", "look for", "are an engineer"]);
    expect(sent.map(({ model }) => model)).toEqual(
      ["small", "large", "small", "large"].map((size) => (size === "small" ? "claude-haiku-4-5" : "claude-opus-4-6")),
    );
    expect(sent[2]?.output_config?.effort).toBe("low");
    expect(sent[3]?.messages.at(-1)?.content[0]).toMatchObject({ type: "tool_result", content: "there" });
  });

  test("has its searcher think as who asks where its pins are ignored", async () => {
    const [, , search] = await voices({ searcher: "inherited" }, 1, 10);
    expect(search).toMatchObject({ model: "claude-opus-4-6", output_config: { effort: "high" } });
  });

  test("sums a long conversation up, and goes on from the summary alone", async () => {
    const sent = await voices({}, 2, 70_000);
    expect(roles(sent).slice(4)).toEqual(["sum up", "are an engineer", "look for", "are an engineer"]);
    const [, , , , , after] = sent;
    expect(after?.messages).toHaveLength(1);
    expect(after?.messages[0]?.content).toMatchObject([
      { text: expect.stringContaining("continued") },
      { text: "Go on." },
    ]);
  });
});

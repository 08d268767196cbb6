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
});

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Deployment, eventually } from "./harness.ts";

const CONVERSATIONS = 12;
const TURNS = 5;

describe("several workers on one port", () => {
  let deployment: Deployment;
  let key: string;
  beforeAll(async () => {
    deployment = await Deployment.start({
      contracts: { chat: "bellwether: 1\nsurface: chat\nversion: 1.0.0\nmode: observe\n" },
      config: "listen: { workers: 3 }\n",
    });
    key = await deployment.key();
  });
  afterAll(() => deployment.stop());

  interface Message {
    readonly role: string;
    readonly content: string;
  }

  /** One conversation, each turn over a connection of its own, so that the kernel may give it to any worker. */
  async function converse(opening: string, headers: Record<string, string>): Promise<string[]> {
    const exchanges: string[] = [];
    const messages: Message[] = [];
    for (let turn = 1; turn <= TURNS; turn++) {
      messages.push({ role: "user", content: `${opening}, turn ${turn}` });
      const response = await fetch(`${deployment.url}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, connection: "close", ...headers },
        body: JSON.stringify({ model: "gpt-5.5", messages }),
      });
      const body = (await response.json()) as { choices: { message: Message }[] };
      const reply = body.choices[0]?.message;
      if (reply !== undefined) messages.push(reply);
      exchanges.push(response.headers.get("bellwether-exchange") ?? "");
    }
    return exchanges;
  }

  test.each([
    ["that is named by its header", (n: number): Record<string, string> => ({ "bellwether-session": `named-${n}` })],
    ["that is known by its history alone", (): Record<string, string> => ({})],
  ])(
    "keep a conversation %s in one session, whichever worker its connections reach",
    async (name, headers) => {
      const all = await Promise.all(
        Array.from({ length: CONVERSATIONS }, (_, n) => converse(`${name} ${n}`, headers(n))),
      );
      const expected = all.flat().length;
      const rows = await eventually(
        async () => {
          const found = await deployment.rows({ show: "exchange,session,turn,prefix_stable,node" });
          return found.filter(({ exchange }) => all.flat().includes(String(exchange))).length === expected
            ? found
            : undefined;
        },
        15_000,
        () => "not every exchange is recorded",
      );
      const byExchange = new Map(rows.map((row) => [row["exchange"], row]));
      const nodes = new Set<unknown>();
      const sessions = new Set<unknown>();
      for (const exchanges of all) {
        const own = exchanges.map((exchange) => byExchange.get(exchange));
        expect(new Set(own.map((row) => row?.["session"])).size).toBe(1);
        expect(own.map((row) => row?.["turn"])).toEqual(Array.from({ length: TURNS }, (_, index) => index + 1));
        expect(own.slice(1).every((row) => row?.["prefix_stable"] === true)).toBe(true);
        for (const row of own) nodes.add(row?.["node"]);
        sessions.add(own[0]?.["session"]);
      }
      expect(sessions.size).toBe(CONVERSATIONS);
      // Otherwise nothing was shared, and nothing shown.
      expect(nodes.size).toBeGreaterThan(1);
    },
    60_000,
  );
});

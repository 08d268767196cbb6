import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Deployment, eventually } from "./harness.ts";

const CONTRACT = "bellwether: 1\nsurface: assistant\nversion: 1.0.0\nmode: observe\nmodel: { id: claude-opus-4-6 }\n";
const [MINUTE, HOUR] = [60_000, 3_600_000];
const T0 = Date.UTC(2026, 2, 26, 9);

let deployment: Deployment;
let key: string;
beforeAll(async () => {
  deployment = await Deployment.start({ contracts: { assistant: CONTRACT } });
  key = await deployment.key("--kind", "test");
});
afterAll(() => deployment.stop());

/** A product with a prompt that is worth caching; what it keeps of its reasoning is up to it. */
class Product {
  readonly #session: string;
  readonly #edits: (turn: number) => "all" | 1;
  readonly #messages: object[] = [];
  #at = T0;
  #turn = 0;

  constructor(session: string, edits: (turn: number) => "all" | 1 = () => "all") {
    this.#session = session;
    this.#edits = edits;
  }

  /** One turn, so long after the one before. */
  async turn(idle: number): Promise<void> {
    this.#at += idle;
    const keep = this.#edits(this.#turn++);
    this.#messages.push({ role: "user", content: `turn ${this.#turn}: go on` });
    const response = await fetch(`${deployment.url}/v1/messages`, {
      method: "POST",
      headers: {
        "x-api-key": key,
        "anthropic-version": "2023-06-01",
        "anthropic-beta": "context-management-2025-06-27",
        "bellwether-session": this.#session,
        "bellwether-clock": String(this.#at),
      },
      body: JSON.stringify({
        model: "claude-opus-4-6",
        max_tokens: 2_000,
        thinking: { type: "adaptive" },
        context_management: {
          edits: [
            { type: "clear_thinking_20251015", keep: keep === "all" ? "all" : { type: "thinking_turns", value: keep } },
          ],
        },
        system: [{ type: "text", text: "Be thorough. ".repeat(2_000), cache_control: { type: "ephemeral" } }],
        messages: this.#messages,
      }),
    });
    const answer = (await response.json()) as { content?: readonly object[] };
    if (answer.content === undefined) throw new Error(JSON.stringify(answer));
    this.#messages.push({ role: "assistant", content: answer.content });
  }
}

const recordsOf = (session: string, many: number): Promise<readonly Record<string, unknown>[]> =>
  eventually(
    async () => {
      const rows = await deployment.rows({
        where: `session=clock/${session}`,
        synthetic: "true",
        show: "exchange,turn,idle_bucket,cache_read_tokens,violations",
        order_by: "exchange",
      });
      return rows.length >= many ? rows : undefined;
    },
    20_000,
    () => `${session} has fewer than ${many} records: ${deployment.log}`,
  );

describe("idle time that a test plays", () => {
  test("ages the provider's cache and the session, and takes none: a minute, ten, an hour, a day", async () => {
    const product = new Product("healthy");
    const gaps = [0, 2 * MINUTE, 10 * MINUTE, 2 * MINUTE, 61 * MINUTE, 25 * HOUR, 2 * MINUTE];
    for (const gap of gaps) await product.turn(gap);
    const rows = await recordsOf("healthy", gaps.length);
    expect(rows.map(({ idle_bucket: idle }) => idle)).toEqual([
      "first",
      "1-5m",
      "5-60m",
      "1-5m",
      ">1h",
      ">24h",
      "1-5m",
    ]);
    // A cache of five minutes is read within them, and written anew after them.
    expect(rows.map(({ cache_read_tokens: read }) => Number(read) > 0)).toEqual([
      false,
      true,
      false,
      true,
      false,
      false,
      true,
    ]);
    expect(rows.flatMap(({ violations }) => violations)).toEqual([]);
  }, 60_000);

  test("shows the product that latches at the second turn after an hour, and not its twin that clears once", async () => {
    const gaps = [0, MINUTE, 61 * MINUTE, MINUTE, MINUTE, MINUTE];
    const latched = new Product("latched", (turn) => (turn < 2 ? "all" : 1));
    const once = new Product("once", (turn) => (turn === 2 ? 1 : "all"));
    for (const gap of gaps) {
      await latched.turn(gap);
      await once.turn(gap);
    }
    const broken = async (session: string) =>
      (await recordsOf(session, gaps.length)).map(({ violations }) => (violations as string[]).join(","));
    expect(await broken("latched")).toEqual([
      "",
      "",
      "",
      "CONTEXT_EDIT_REPEATED",
      "CONTEXT_EDIT_REPEATED",
      "CONTEXT_EDIT_REPEATED",
    ]);
    expect((await broken("once")).join("")).toBe("");
  }, 60_000);
});

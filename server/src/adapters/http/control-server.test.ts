import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { ConversationMemory } from "../../control/conversations.ts";
import { MemoryControlStore, MemoryExchangeStore } from "../../control/fixtures/memory-stores.ts";
import { SnapshotService } from "../../control/snapshots.ts";
import type { ExchangeRecord } from "../../exchange/columns.ts";
import { completeRecord } from "../../exchange/record.ts";
import { ControlPlaces } from "./control-places.ts";
import { innerRoutes, nodeRoutes } from "./control-server.ts";
import { purseAtControl } from "./purse-client.ts";
import { ScoreCourier } from "./score-courier.ts";

const TOKEN = "a-token-of-all-nodes";

const snapshots = new SnapshotService(new MemoryControlStore(), () => 1);
const conversations = new ConversationMemory(new MemoryExchangeStore());
const taken: ExchangeRecord[] = [];
const brought: object[] = [];
const purses = new Map<string, number>();
const inner = innerRoutes({
  snapshots,
  conversations,
  scores: {
    take: (scores) => {
      brought.push(...scores);
      return Promise.resolve({ taken: scores.length, refused: 0, why: "" });
    },
  },
  spending: {
    spend: (purse, day, micros, most) => {
      const spent = (purses.get(`${purse}/${day}`) ?? 0) + micros;
      if (spent > most) return Promise.resolve(false);
      purses.set(`${purse}/${day}`, spent);
      return Promise.resolve(true);
    },
    giveBack: (purse, day, micros) => {
      purses.set(`${purse}/${day}`, (purses.get(`${purse}/${day}`) ?? 0) - micros);
      return Promise.resolve();
    },
  },
  take: (records) => {
    taken.push(...records);
    conversations.take(records);
  },
});

/** Everything that a stream of snapshots says, as it comes. */
async function* linesOf(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) yield* decoder.decode(chunk).split("\n").filter(Boolean);
}

describe("what gateways alone may ask", () => {
  test("snapshots come as they are made, until they are withdrawn; then there are none", async () => {
    await snapshots.refresh();
    const lines = linesOf(await inner(new Request("http://control/snapshots")));
    expect((await lines.next()).value).toBe(snapshots.latest);
    const second = lines.next();
    await snapshots.refresh();
    expect((await second).value).toBe(snapshots.latest);
    snapshots.withdraw();
    expect((await lines.next()).done).toBe(true);
    expect((await inner(new Request("http://control/snapshots"))).status).toBe(503);
    await snapshots.refresh();
    expect((await inner(new Request("http://control/snapshots"))).status).toBe(200);
  });

  test("records of another machine are taken, and their conversations known", async () => {
    const record = completeRecord({
      exchange: "e1",
      tenant: "t",
      client: "c",
      session: "s",
      operation: "generate",
      chain_digest: "c0",
      turn: 3,
    });
    const path = "http://control/conversations?tenant=t&client=c&id=s";
    expect((await inner(new Request(path))).status).toBe(404);
    await inner(new Request("http://control/records", { method: "POST", body: JSON.stringify([record]) }));
    expect(taken.map(({ exchange }) => exchange)).toEqual(["e1"]);
    const found = (await (await inner(new Request(path))).json()) as { threads: Record<string, { turn: number }> };
    expect(found.threads[""]?.turn).toBe(3);
  });
});

/** Control as a gateway of this machine finds it. */
const places = new ControlPlaces([
  { name: "control", inner: { base: "http://control" }, api: { base: "http://control" } },
]);

describe("what evaluators of a gateway bring and spend", () => {
  const realFetch = globalThis.fetch;
  let away = false;
  beforeAll(() => {
    globalThis.fetch = ((url: string, init: RequestInit) =>
      away ? Promise.reject(new Error("refused")) : inner(new Request(url, init))) as typeof fetch;
  });
  afterAll(() => {
    globalThis.fetch = realFetch;
  });

  test("a judge's money is put aside at control, and what was not spent is given back", async () => {
    const purse = purseAtControl(places, "helpful", 0.001);
    const now = 3 * 86_400_000 + 5;
    const first = await purse.reserve(700, now);
    expect(first).toEqual({ day: 3, micros: 700 });
    expect(await purse.reserve(700, now)).toBeUndefined();
    if (first !== undefined) await purse.settle(first, 200);
    expect(await purse.reserve(700, now)).toEqual({ day: 3, micros: 700 });
    away = true;
    expect(purse.reserve(1, now)).rejects.toThrow("control is away, and keeps what may be spent");
    away = false;
  });

  test("scores wait while control is away, and are brought when it is back", async () => {
    away = true;
    const slept: number[] = [];
    const courier = new ScoreCourier({
      places,
      sleep: (ms) => {
        slept.push(ms);
        if (slept.length === 3) away = false;
        return Promise.resolve();
      },
      report: () => undefined,
    });
    const score = {
      exchange: "e",
      tenant: "t",
      key: "k",
      signal: "s",
      value: 1,
      evaluator: { id: "e", version: "1", model: "", rubricDigest: "", promptDigest: "" },
      outputDigest: "",
      at: 1,
    };
    courier.send(score);
    courier.send({ ...score, value: 0 });
    while (brought.length < 2) await Promise.resolve();
    expect([brought, slept.length, courier.lost]).toEqual([[score, { ...score, value: 0 }], 3, 0]);
    await courier.stop();
  });
});

describe("what gateways of other machines may ask", () => {
  const nodes = nodeRoutes(inner, () => TOKEN);
  const status = async (path: string, authorization?: string): Promise<number> =>
    (
      await nodes(
        new Request(`http://control:4143${path}`, { headers: authorization === undefined ? {} : { authorization } }),
      )
    ).status;

  test("is the same, for those that show the token", async () => {
    expect(await status("/node/snapshots", `Bearer ${TOKEN}`)).toBe(200);
    expect(await status("/node/conversations?tenant=t&client=c&id=s", `bearer ${TOKEN}`)).toBe(200);
    expect(await status("/node/else", `Bearer ${TOKEN}`)).toBe(404);
  });

  test.each([undefined, "", "Bearer", "Bearer x", `Bearer ${TOKEN}x`, TOKEN, `Basic ${TOKEN}`])(
    "is nothing for those that show %p",
    async (authorization) => {
      expect(await status("/node/snapshots", authorization)).toBe(401);
      expect(await status("/node/else", authorization)).toBe(401);
    },
  );
});

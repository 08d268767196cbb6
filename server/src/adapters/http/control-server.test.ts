import { describe, expect, test } from "bun:test";
import { ConversationMemory } from "../../control/conversations.ts";
import { MemoryControlStore, MemoryExchangeStore } from "../../control/fixtures/memory-stores.ts";
import { SnapshotService } from "../../control/snapshots.ts";
import type { ExchangeRecord } from "../../exchange/columns.ts";
import { completeRecord } from "../../exchange/record.ts";
import { innerRoutes, nodeRoutes } from "./control-server.ts";

const TOKEN = "a-token-of-all-nodes";

const snapshots = new SnapshotService(new MemoryControlStore(), () => 1);
const conversations = new ConversationMemory(new MemoryExchangeStore());
const taken: ExchangeRecord[] = [];
const inner = innerRoutes({
  snapshots,
  conversations,
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

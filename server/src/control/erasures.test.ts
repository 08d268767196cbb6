import { beforeEach, describe, expect, test } from "bun:test";
import { manualClock } from "../core/clock.ts";
import { completeRecord } from "../exchange/record.ts";
import { ErasureService } from "./erasures.ts";
import { Turns } from "./turns.ts";
import { MemoryControlStore, MemoryExchangeStore } from "./fixtures/memory-stores.ts";

const clock = manualClock(1_000);
let control: MemoryControlStore;
let exchanges: MemoryExchangeStore;
let ids = 0;

const service = async (): Promise<ErasureService> => {
  const made = new ErasureService({
    store: control,
    exchanges,
    turns: new Turns(),
    clock,
    newId: () => `erasure-${ids++}`,
    key: new Uint8Array(32).fill(7),
    conceal: (tenant, text) => `t:${tenant}:${text}`,
  });
  await made.load();
  return made;
};
const record = (exchange: string, parts: Parameters<typeof completeRecord>[0] = {}) =>
  completeRecord({ exchange, tenant: "acme", session: "s1", received_at: 900, response_digest: "sha256:x", ...parts });

beforeEach(() => {
  control = new MemoryControlStore();
  exchanges = new MemoryExchangeStore();
});

describe("an order to erase", () => {
  test("also holds for records that are still on their way, after a restart too", async () => {
    await (await service()).erase({ kind: "tenant", tenant: "acme" }, "key_1");
    const later = await service();
    await later.insert("b", [
      record("late"),
      record("new", { received_at: 1_000 }),
      record("other", { tenant: "globex" }),
    ]);
    expect(exchanges.records.map(({ exchange, tenant, erased }) => [exchange, tenant, erased])).toEqual([
      ["late", "", true],
      ["new", "acme", false],
      ["other", "globex", false],
    ]);
    expect(exchanges.records[0]?.response_digest).toMatch(/^salted:[0-9a-f]{64}$/);
  });

  test("of a user finds its sessions and the requests that carry its id", async () => {
    const erasures = await service();
    await erasures.erase({ kind: "user", tenant: "acme", sessions: ["s2"], users: ["u1"] }, "key_1");
    const skeleton = '{"envelope":{"metadata":{"user_id":"t:acme:u1"}}}';
    await erasures.insert("b", [
      record("by id", { skeleton }),
      record("by session", { session: "s2" }),
      record("neither"),
      record("same session elsewhere", { session: "s2", tenant: "globex" }),
    ]);
    expect(exchanges.records.filter(({ erased }) => erased).map(({ exchange }) => exchange)).toEqual([
      "by id",
      "by session",
    ]);
    expect(exchanges.records[0]).toMatchObject({ tenant: "acme", skeleton: "", session: "" });
  });

  test("waits for the block that is being stored when it comes", async () => {
    const erasures = await service();
    const turns = Promise.withResolvers<void>();
    const insert = exchanges.insert.bind(exchanges);
    exchanges.insert = (block, records) => turns.promise.then(() => insert(block, records));
    const inserting = erasures.insert("b", [record("under way")]);
    const erasing = erasures.erase({ kind: "tenant", tenant: "acme" }, "key_1");
    turns.resolve();
    expect([await inserting, (await erasing).erased]).toEqual([undefined, 1]);
    expect(exchanges.records[0]?.erased).toBe(true);
  });

  test("that was broken off goes on when it is given again, as the same order", async () => {
    const erasures = await service();
    exchanges.records.push(record("stored"));
    exchanges.eraseFailure = new Error("killed");
    expect(await erasures.erase({ kind: "tenant", tenant: "acme" }, "k").catch(() => "broken off")).toBe("broken off");
    const [pending] = await control.erasures();
    expect(pending?.doneAt).toBeUndefined();
    clock.advance(50);
    expect((await (await service()).erase({ kind: "tenant", tenant: "acme" }, "k")).erased).toBe(1);
    expect((await control.erasures()).map(({ doneAt }) => doneAt)).toEqual([1_050, 1_050]);
  });

  test("is remembered without the names of whom it is about", async () => {
    const erasures = await service();
    await erasures.erase({ kind: "user", tenant: "acme", sessions: ["secret-session"], users: [] }, "key_1");
    expect(JSON.stringify(await control.erasures())).not.toMatch(/acme|secret-session/);
  });
});

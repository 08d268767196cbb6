import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { idGenerator } from "../core/id.ts";
import type { ExchangeRecord } from "./columns.ts";
import { eraseRecord, type EraseScope, saltWith } from "./erase.ts";
import { completeRecord } from "./record.ts";
import type { Query } from "./query/query.ts";
import type { ExchangeStore, ReadLimits } from "./store.ts";

const LIMITS: ReadLimits = { rows: 1000, seconds: 10 };
const BASE: Query = {
  groupBy: [],
  select: [{ kind: "aggregate", function: "count", name: "count" }],
  orderBy: [],
  limit: 100,
  synthetic: false,
};

/**
 * What every exchange store must do. An adapter's test is one call of this with a factory; the
 * store is empty at first.
 */
export function describeExchangeStore(name: string, open: () => Promise<ExchangeStore>): void {
  describe(`exchange store: ${name}`, () => {
    const newId = idGenerator(
      () => Date.now(),
      (into) => crypto.getRandomValues(into),
    );
    let store: ExchangeStore;
    const record = (parts: Partial<ExchangeRecord>): ExchangeRecord =>
      completeRecord({ exchange: newId(), received_at: Date.now(), ended_at: Date.now(), ...parts });
    const count = async (surface: string): Promise<unknown> => {
      const where = { kind: "compare", column: "surface", operator: "=", value: surface } as const;
      return (await store.query({ ...BASE, where }, { kind: "all" }, LIMITS)).rows[0]?.["count"];
    };

    beforeAll(async () => {
      store = await open();
      await store.migrate();
    });
    afterAll(async () => {
      await store.close();
    });

    test("migrates again without harm", async () => {
      await store.migrate();
      await store.ping();
    });

    test("gives a record back as it was stored, every column", async () => {
      const stored = record({
        surface: "whole",
        session: "a'b\\c \u{1F600}\n",
        flags: ["x", "y=1"],
        signals: { reads_per_edit: 2.5 },
        temperature_sent: 0.7,
        reasoning_kept: true,
        prefix_stable: null,
        skeleton: JSON.stringify({ model: "m", messages: ["t:12:ab"] }),
        input_tokens: 123456,
        first_byte_at: Date.now(),
      });
      await store.insert("whole", [stored]);
      expect(await store.find(stored.exchange, { kind: "all" })).toEqual(stored);
    });

    test("stores a block once, however often it is sent", async () => {
      const records = [record({ surface: "twice" }), record({ surface: "twice" })];
      await store.insert("block 'one'", records);
      await store.insert("block 'one'", records);
      expect(await count("twice")).toBe(2);
    });

    test("stores the same rows again under another block id", async () => {
      const records = [record({ surface: "blocks" })];
      await store.insert("b1", records);
      await store.insert("b2", records);
      expect(await count("blocks")).toBe(2);
    });

    test("shows a key its own exchanges only", async () => {
      const mine = record({ surface: "fence", tenant: "t1", key: "k1" });
      const other = record({ surface: "fence", tenant: "t2", key: "k2" });
      await store.insert("fence", [mine, other]);
      const fence = { kind: "key", tenant: "t1", key: "k1" } as const;
      expect((await store.find(mine.exchange, fence))?.exchange).toBe(mine.exchange);
      expect(await store.find(other.exchange, fence)).toBeUndefined();
      expect((await store.query(BASE, fence, LIMITS)).rows).toEqual([{ count: 1 }]);
    });

    test("leaves synthetic traffic out unless it is asked for", async () => {
      const where = { kind: "compare", column: "surface", operator: "=", value: "lab" } as const;
      await store.insert("lab", [record({ surface: "lab", synthetic: true }), record({ surface: "lab" })]);
      expect((await store.query({ ...BASE, where }, { kind: "all" }, LIMITS)).rows).toEqual([{ count: 1 }]);
      expect((await store.query({ ...BASE, where, synthetic: true }, { kind: "all" }, LIMITS)).rows).toEqual([
        { count: 2 },
      ]);
    });

    test("groups, aggregates and sorts", async () => {
      await store.insert("group", [
        record({ surface: "group", model_served: "m1", duration_ms: 10, input_tokens: 100, cache_read_tokens: 50 }),
        record({ surface: "group", model_served: "m1", duration_ms: 30, input_tokens: 100, cache_read_tokens: 100 }),
        record({ surface: "group", model_served: "m2", duration_ms: 5 }),
      ]);
      const rows = await store.query(
        {
          ...BASE,
          where: { kind: "compare", column: "surface", operator: "=", value: "group" },
          groupBy: ["model_served"],
          select: [
            { kind: "aggregate", function: "count", name: "count" },
            { kind: "aggregate", function: "max", column: "duration_ms", name: "slowest" },
            { kind: "ratio", numerator: "cache_read_tokens", denominator: "input_tokens", name: "cache_read_ratio" },
          ],
          orderBy: [{ name: "count", descending: true }],
        },
        { kind: "all" },
        LIMITS,
      );
      expect(rows.columns).toEqual(["model_served", "count", "slowest", "cache_read_ratio"]);
      expect(rows.rows).toEqual([
        { model_served: "m1", count: 2, slowest: 30, cache_read_ratio: 0.75 },
        { model_served: "m2", count: 1, slowest: 5, cache_read_ratio: null },
      ]);
    });

    test("filters lists, absent values and expressions", async () => {
      await store.insert("filters", [
        record({ surface: "filters", violations: ["EFFORT_MISMATCH"], idle_ms: 7_200_000 }),
        record({ surface: "filters", violations: [], idle_ms: null }),
      ]);
      const matching = async (filter: Query["where"]): Promise<unknown> => {
        const surface = { kind: "compare", column: "surface", operator: "=", value: "filters" } as const;
        const where = { kind: "all", of: filter === undefined ? [surface] : [surface, filter] } as const;
        return (await store.query({ ...BASE, where }, { kind: "all" }, LIMITS)).rows[0]?.["count"];
      };
      expect(await matching({ kind: "compare", column: "violations", operator: "has", value: "EFFORT_MISMATCH" })).toBe(
        1,
      );
      expect(await matching({ kind: "compare", column: "violations", operator: "~", value: "^EFFORT" })).toBe(1);
      expect(await matching({ kind: "compare", column: "idle_ms", operator: ">", value: 3_600_000 })).toBe(1);
      expect(await matching({ kind: "compare", column: "idle_ms", operator: "=", value: null })).toBe(1);
      expect(await matching({ kind: "compare", column: "idle_ms", operator: "!=", value: 5 })).toBe(2);
      expect(await matching({ kind: "not", of: { kind: "any", of: [] } })).toBe(2);
    });

    test("says when a limit cut the answer short", async () => {
      await store.insert(
        "many",
        Array.from({ length: 5 }, () => record({ surface: "many" })),
      );
      const query: Query = {
        ...BASE,
        where: { kind: "compare", column: "surface", operator: "=", value: "many" },
        select: [{ kind: "column", column: "exchange", name: "exchange" }],
        limit: 3,
      };
      const rows = await store.query(query, { kind: "all" }, LIMITS);
      expect([rows.rows.length, rows.truncated]).toEqual([3, true]);
    });

    test("runs a read-only SELECT", async () => {
      const rows = await store.sql(
        "WITH x AS (SELECT count() AS n FROM exchanges) SELECT n > 0 AS some FROM x -- done",
        LIMITS,
      );
      expect(rows.rows).toEqual([{ some: 1 }]);
    });

    test.each([
      ["an INSERT", "INSERT INTO exchanges (exchange) VALUES ('x')"],
      ["a second statement", "SELECT 1; DROP TABLE exchanges"],
      ["a bracket trick", "SELECT 1) SETTINGS readonly = 0 UNION ALL (SELECT 2"],
      ["a file", "SELECT * FROM file('/etc/passwd', 'LineAsString')"],
      ["a file by a function", "SELECT file('/etc/passwd')"],
      ["another server", "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')"],
      ["a system table", "SELECT * FROM system.settings"],
      ["a system table that is only compared with", "SELECT 1 WHERE 'a' IN system.tables"],
      ["a table of ours that is not for readers", "SELECT * FROM migrations"],
      ["a table behind a feigned name", "SELECT 'migrations as (' FROM migrations"],
      [
        "a hidden file in a subquery",
        "SELECT * FROM exchanges WHERE exchange IN (SELECT line FROM file('/etc/passwd', 'LineAsString'))",
      ],
      ["settings that would lift its limits", "SELECT 1 FROM (SELECT 1 SETTINGS max_execution_time = 0)"],
      ["a misspelt column", "SELECT exchnge FROM exchanges"],
    ])("refuses %s", async (_, statement) => {
      expect(await store.sql(statement, LIMITS).catch((error: { code?: string }) => error.code)).toBe("query_invalid");
    });

    test("still writes after a read-only statement", async () => {
      await store.sql("SELECT 1", LIMITS);
      await store.insert("after-sql", [record({ surface: "after-sql" })]);
      expect(await count("after-sql")).toBe(1);
    });

    describe("erasing", () => {
      const salt = saltWith(new Uint8Array(32).fill(3));
      const said = '{"envelope":{"user":"t:2:mark"}}';
      const mine = (parts: Partial<ExchangeRecord>): ExchangeRecord =>
        record({ surface: "erase", session: "s", key: "k", response_digest: "sha256:r", skeleton: "{}", ...parts });
      const before = Date.now() + 60_000;

      test("leaves of a tenant's records what the record's own rule leaves, and of others everything", async () => {
        const stored = [mine({ tenant: "gone", tool_calls: ["x"] }), mine({ tenant: "stays" })] as const;
        const late = mine({ tenant: "gone", received_at: before + 1 });
        await store.insert("erase", [...stored, late]);
        const scope: EraseScope = { kind: "tenant", tenant: "gone" };
        expect(await store.erasable(scope, before)).toBe(1);
        expect(await store.erase({ id: "order 'one'", scope, before, salt })).toBe(1);
        expect(await store.find(stored[0].exchange, { kind: "all" })).toEqual(eraseRecord(stored[0], "tenant", salt));
        expect(await store.find(stored[1].exchange, { kind: "all" })).toEqual(stored[1]);
        expect(await store.find(late.exchange, { kind: "all" })).toEqual(late);
        expect(await store.erasable(scope, before)).toBe(0);
        expect(await count("erase")).toBe(3);
      });

      test("finds a user by session and by what requests carry", async () => {
        const stored = [
          mine({ tenant: "u", session: "theirs" }),
          mine({ tenant: "u", skeleton: said }),
          mine({ tenant: "u" }),
          mine({ tenant: "v", session: "theirs", skeleton: said }),
        ] as const;
        await store.insert("erase user", stored);
        const scope: EraseScope = { kind: "user", tenant: "u", sessions: ["theirs"], marks: ["t:2:mark"] };
        expect(await store.erase({ id: "two", scope, before, salt })).toBe(2);
        const found = await Promise.all(stored.map(({ exchange }) => store.find(exchange, { kind: "all" })));
        expect(found).toEqual(stored.map((one, at) => (at < 2 ? eraseRecord(one, "user", salt) : one)));
      });

      test("does nothing more when the order is given again, and counts the same", async () => {
        const stored = mine({ tenant: "again" });
        await store.insert("erase again", [stored]);
        const order = { id: "three", scope: { kind: "tenant", tenant: "again" }, before, salt } as const;
        expect([await store.erase(order), await store.erase(order)]).toEqual([1, 1]);
        expect(await store.find(stored.exchange, { kind: "all" })).toEqual(eraseRecord(stored, "tenant", salt));
      });

      test("shows what was erased to no key any more", async () => {
        const stored = mine({ tenant: "fenced" });
        await store.insert("erase fenced", [stored]);
        await store.erase({ id: "four", scope: { kind: "tenant", tenant: "fenced" }, before, salt });
        expect(await store.find(stored.exchange, { kind: "key", tenant: "fenced", key: "k" })).toBeUndefined();
        expect(await store.lastOfSession("fenced", "", "s")).toBeUndefined();
      });
    });

    test("removes what is too old, and what its contract lets stay less long", async () => {
      const DAY = 86_400_000;
      const now = Date.now();
      const aged = (days: number, version = "1.0.0"): ExchangeRecord =>
        record({ surface: "aged", version, received_at: now - days * DAY, ended_at: now - days * DAY });
      await store.insert(
        "aged",
        [1, 29, 32, 65, 400].map((days) => aged(days)),
      );
      await store.insert("aged 2", [aged(1, "2.0.0"), aged(9, "2.0.0")]);
      const before = now - 30 * DAY;
      await store.expire({
        before,
        contracts: [{ surface: "aged", version: "2.0.0", before: now - 7 * DAY }],
      });
      expect(await count("aged")).toBe(3);
      await store.insert("aged 3", [aged(32)]);
      await store.expire({ before, contracts: [] });
      expect(await count("aged")).toBe(3);
    });

    test("finds to whom an answer was given", async () => {
      const kept = { format: "openai-responses", operation: "generate", surface: "owned" };
      const first = record({ ...kept, tenant: "acme", response: "resp_owned", session: "conv_owned" });
      await store.insert("owned", [first, record({ ...kept, tenant: "other", response: "resp_2" })]);
      const found = await Promise.all(
        ["resp_owned", "conv_owned", "resp_2", "resp_3"].map((id) => store.tenantOfAnswer(id)),
      );
      expect(found).toEqual(["acme", "acme", "other", undefined]);
    });

    test("finds the latest exchange of a conversation", async () => {
      const same = { tenant: "t", client: "c", session: "s", surface: "last" };
      const asked = { ...same, operation: "generate", chain_digest: "c0" };
      const later = record({ ...asked, received_at: Date.now() + 5 });
      const counted = record({ ...same, operation: "count_tokens", received_at: Date.now() + 9 });
      const refused = record({ ...asked, chain_digest: "", received_at: Date.now() + 9 });
      const withdrawn = record({ ...asked, outcome: "refused", received_at: Date.now() + 9 });
      const earlier = record({ ...asked, received_at: Date.now() - 5 });
      await store.insert("last", [earlier, later, counted, refused, withdrawn]);
      expect((await store.lastOfSession("t", "c", "s"))?.exchange).toBe(later.exchange);
      expect(await store.lastOfSession("t", "c", "unknown")).toBeUndefined();
    });
  });
}

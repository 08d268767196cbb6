import { beforeEach, describe, expect, test } from "bun:test";
import type { ExchangeRecord } from "../exchange/columns.ts";
import type { Filter, Query } from "../exchange/query/query.ts";
import { declaredExchange, type SaidExchange } from "../session/declared/declared-exchange.ts";
import { USUAL_PHRASES } from "../session/deeds/phrases.ts";
import { speechReader } from "../session/deeds/speech.ts";
import { DeclaredExchanges } from "./declared-exchanges.ts";

const T0 = Date.parse("2026-04-01T12:00:00Z");
const MINUTE = 60_000;

let records: ExchangeRecord[];
let service: DeclaredExchanges;
beforeEach(() => {
  records = [];
  service = new DeclaredExchanges({
    exchanges: {
      query: ({ where, select }: Query) =>
        Promise.resolve({
          columns: [],
          truncated: false,
          rows: records.filter((record) => holds(where, record)).map((record) => rowOf(record, select)),
        }),
    },
    erasures: {
      insert: (_block, stored) => {
        records.push(...stored);
        return Promise.resolve();
      },
    },
    priced: (record) => record,
    stored: () => undefined,
    mark: () => (text) => `m${text.length}`,
    speech: speechReader(USUAL_PHRASES),
    kinds: () => new Map(),
  });
});

/** The conditions that the service asks by. */
function holds(where: Filter | undefined, record: ExchangeRecord): boolean {
  if (where === undefined) return true;
  if (where.kind === "all") return where.of.every((one) => holds(one, record));
  if (where.kind !== "compare") throw new Error(`the service asks by ${where.kind}`);
  const value = record[where.column as "session"];
  return Array.isArray(where.value) ? (where.value as unknown[]).includes(value) : value === where.value;
}

function rowOf(record: ExchangeRecord, select: Query["select"]): Record<string, unknown> {
  return Object.fromEntries(
    select.map(({ name }) => {
      const value = record[name as "received_at"];
      return [name, name.endsWith("_at") && value !== null ? new Date(value).toISOString() : value];
    }),
  );
}

const tell = (said: readonly Partial<SaidExchange>[], tenant = "acme") =>
  service.take(
    said.map((one, index) => declaredExchange.parse({ id: `e${index}`, source: "x", session: "s", at: T0, ...one })),
    { tenant, key: "k", surface: undefined, way: "import" },
  );

describe("exchanges that are told of", () => {
  test("are recorded once, however often they are told of, and of each tenant and source by themselves", async () => {
    expect(await tell([{}, {}].map((one, index) => ({ ...one, id: `e${index}` })))).toEqual({ taken: 2, known: 0 });
    expect(await tell([{ id: "e1" }, { id: "e2" }])).toEqual({ taken: 1, known: 1 });
    expect(await tell([{ id: "e1" }], "other")).toEqual({ taken: 1, known: 0 });
    expect(await tell([{ id: "e1", source: "y" }])).toEqual({ taken: 1, known: 0 });
    expect(new Set(records.map(({ exchange }) => exchange)).size).toBe(records.length);
  });

  test("are the same where the provider's id of the answer is, at about the same time, and in one call too", async () => {
    expect(await tell([{ response: "r1" }, { response: "r1", at: T0 + MINUTE }])).toEqual({ taken: 1, known: 1 });
    expect(await tell([{ id: "later", response: "r1", at: T0 + 5 * MINUTE }])).toEqual({ taken: 0, known: 1 });
    const month = T0 + 30 * 24 * 60 * MINUTE;
    expect(await tell([{ id: "other", response: "r1", at: month }])).toEqual({ taken: 1, known: 0 });
  });

  test("are the same without times whenever their file was written", async () => {
    expect(await tell([{ untimed: true }])).toEqual({ taken: 1, known: 0 });
    expect(await tell([{ untimed: true, at: T0 + 5_000 }])).toEqual({ taken: 0, known: 1 });
  });

  test("go on from what their session has come to, in whatever order and calls they come", async () => {
    const prompt = { brought: [{ said: "Go on." }] };
    await tell([
      { id: "b", at: T0 + 70 * MINUTE, ...prompt },
      { id: "a", ...prompt },
    ]);
    await tell([
      { id: "c", at: T0 + 71 * MINUTE, compacted: true, ...prompt },
      { id: "sub", agent: "searcher" },
    ]);
    const told = records.map((one) => [one.agent, one.turn, one.idle_bucket, one.epoch, one.resumed, one.compacted]);
    expect(told).toEqual([
      ["", 1, "first", 0, false, false],
      ["", 2, ">1h", 0, true, false],
      ["searcher", 1, "first", 0, false, false],
      ["", 3, "1-5m", 1, true, true],
    ]);
  });
});

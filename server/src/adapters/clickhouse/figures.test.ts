import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { idGenerator } from "../../core/id.ts";
import type { ColumnName, ExchangeRecord } from "../../exchange/columns.ts";
import { saltWith } from "../../exchange/erase.ts";
import { ALL_DIMENSIONS, CLIENT_DIMENSIONS, COHORT_DIMENSIONS, COUNTED, SUMMED } from "../../exchange/query/levels.ts";
import type { Filter, Query, Selection } from "../../exchange/query/query.ts";
import { completeRecord } from "../../exchange/record.ts";
import { compileFastest } from "./compile-levels.ts";
import { compileQuery } from "./compile-query.ts";
import { readRows, runStatement } from "./engine.ts";
import { openEmbeddedStore } from "./fixtures/embedded-store.ts";
import { LEVEL_TABLES } from "./level-tables.ts";

const DAY = 86_400_000;
/** The end of one month and the beginning of the next, whole days and parts of days. */
const FROM = Date.parse("2026-03-31T22:10:00Z");
const SPAN = 2.4 * DAY;
const ALL = { kind: "all" } as const;
const { engine, store, ask, close } = await openEmbeddedStore();
const { client } = engine;
const newId = idGenerator(Date.now, (into) => crypto.getRandomValues(into as Uint8Array<ArrayBuffer>));
const total = async (table: string): Promise<unknown> => (await ask(`SELECT sum(n) AS n FROM ${table}`))[0]?.["n"];

// Few values, so that exchanges are alike; numbers in 1024ths, so that sums are exact in any order.
const word = fc.constantFrom("", "a", "b");
const amount = fc.option(fc.integer({ min: 0, max: 9_000 }).map((value) => value / 1024));
const maybe = fc.option(fc.boolean());
const records = fc.array(
  fc
    .record({
      received_at: fc.integer({ min: FROM, max: FROM + SPAN }),
      surface: fc.constantFrom("s1", "s2"),
      version: word,
      role: word,
      model_served: word,
      client: word,
      client_version: word,
      outcome: word,
      delegated: fc.boolean(),
      synthetic: fc.boolean(),
      retry: fc.boolean(),
      violations: fc.subarray(["V1", "V2"]),
      tenant: fc.constantFrom("t1", "t2"),
      duration_ms: amount,
      cost_usd: amount,
      input_tokens: amount,
      cache_read_tokens: amount,
      reasoning_kept: maybe,
      prefix_stable: maybe,
      signals: fc.dictionary(
        fc.constantFrom("x", "y"),
        fc.integer({ min: 0, max: 100 }).map((value) => value / 100),
      ),
    })
    .map((parts) => completeRecord({ exchange: newId(), ...parts })),
  { minLength: 300, maxLength: 300 },
);

const VIOLATED = fc.record({
  kind: fc.constant("compare"),
  column: fc.constant("violations"),
  operator: fc.constantFrom("has", "!="),
  value: fc.constant("V1"),
} as const);
const DELEGATED = fc.record({
  kind: fc.constant("compare"),
  column: fc.constant("delegated"),
  operator: fc.constant("="),
  value: fc.boolean(),
} as const);

/** Questions that can be asked of these columns. */
function questionsAbout(columns: readonly ColumnName[]): fc.Arbitrary<Query> {
  const dimension = fc.constantFrom(...columns);
  const textual = dimension.filter((name) => !["delegated", "violations", "synthetic"].includes(name));
  const condition: fc.Arbitrary<Filter> = fc.oneof(
    fc.record({
      kind: fc.constant("compare"),
      column: textual,
      operator: fc.constantFrom("=", "!=", "~"),
      value: word,
    } as const),
    ...(columns.includes("violations") ? [VIOLATED, DELEGATED] : []),
  );
  const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 2 },
      condition,
      fc.record({ kind: fc.constantFrom("all", "any"), of: fc.array(tie("filter"), { maxLength: 3 }) } as const),
      fc.record({ kind: fc.constant("not"), of: tie("filter") } as const),
    ),
  }));
  const figure: fc.Arbitrary<Selection> = fc.oneof(
    fc.constant({ kind: "aggregate", function: "count", name: "count" } as const),
    fc
      .tuple(fc.constantFrom("sum", "avg"), fc.constantFrom(...SUMMED))
      .map(([name, column]) => ({ kind: "aggregate", function: name, column, name: `${name}(${column})` }) as const),
    fc
      .constantFrom(...COUNTED, ...(columns.includes("delegated") ? ["delegated" as const] : []))
      .map((column) => ({ kind: "aggregate", function: "share", column, name: `share(${column})` }) as const),
    dimension.map((column) => ({ kind: "aggregate", function: "uniq", column, name: `uniq(${column})` }) as const),
    fc.constant({
      kind: "ratio",
      numerator: "cache_read_tokens",
      denominator: "input_tokens",
      name: "cache_read_ratio",
    } as const),
  );
  const moment = fc.option(fc.integer({ min: FROM - DAY, max: FROM + SPAN + DAY }), { nil: undefined });
  return fc
    .record({
      where: fc.option(filter, { nil: undefined }),
      since: moment,
      until: moment,
      groupBy: fc.uniqueArray(dimension, { maxLength: 3 }),
      select: fc.uniqueArray(figure, { minLength: 1, maxLength: 4, selector: ({ name }) => name }),
      synthetic: fc.boolean(),
    })
    .map(({ where, since, until, ...query }) => ({
      ...query,
      ...(where === undefined ? {} : { where }),
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
      orderBy: query.groupBy.map((name) => ({ name, descending: false })),
      limit: 1_000,
    }));
}

// Of all that figures know, and of what those know that answer most questions.
const queries = fc.oneof(
  questionsAbout([...ALL_DIMENSIONS, "client", "client_version"]),
  questionsAbout(COHORT_DIMENSIONS),
  questionsAbout(CLIENT_DIMENSIONS),
);

async function expectSameAnswers(runs: number): Promise<void> {
  let ready = 0;
  await fc.assert(
    fc.asyncProperty(queries, async (query) => {
      const fast = compileFastest(query, ALL, 1_000);
      const slow = compileQuery(query, ALL, 1_000);
      if (fast.text !== slow.text) ready++;
      expect(await readRows(client, fast)).toEqual(await readRows(client, slow));
    }),
    { numRuns: runs },
  );
  expect(ready).toBeGreaterThan(runs / 4);
}

beforeAll(async () => {
  for (const [block, made] of fc.sample(records, 3).entries()) await store.insert(`block-${block}`, made);
});
afterAll(close);

describe("figures that are kept ready", () => {
  test("give the very answer that the records give, to any question", () => expectSameAnswers(60));

  test("count a block once that comes twice", async () => {
    const [made = []] = fc.sample(records, 1);
    const before = Number(await total("exchange_days"));
    for (let time = 0; time < 2; time++) await store.insert("twice", made);
    for (const table of LEVEL_TABLES.values()) expect(await total(table)).toBe(before + made.length);
    const [signals] = await ask("SELECT sum(n) AS n FROM signal_hours");
    const [kept] = await ask("SELECT sum(length(signals)) AS n FROM exchanges");
    expect(signals).toEqual(kept as Record<string, unknown>);
  });

  test("have a block that reached the records alone, once it comes again", async () => {
    const [made = []] = fc.sample(records, 1);
    const before = Number(await total("exchange_days"));
    const [view] = await ask("SHOW CREATE TABLE exchange_days_fill");
    await runStatement(client, "DROP TABLE exchange_days_fill");
    await store.insert("half", made);
    expect(await total("exchange_days")).toBe(before);
    await runStatement(client, String(view?.["statement"]));
    await store.insert("half", made);
    for (const table of LEVEL_TABLES.values()) expect(await total(table)).toBe(before + made.length);
    expect((await ask("SELECT count() AS n FROM exchanges"))[0]?.["n"]).toBe(before + made.length);
  });

  test("hold each signal in 101 bins, what lies outside in the outermost", async () => {
    const one = (value: number): ExchangeRecord =>
      completeRecord({ exchange: newId(), surface: "bins", received_at: FROM, signals: { z: value } });
    await store.insert("bins", [0, 0.004, 0.5, 0.5, 1, 7, -1].map(one));
    const rows = await ask(
      "SELECT sum(n) AS n, sumMap(bins) AS bins FROM signal_hours WHERE surface = 'bins' GROUP BY signal",
    );
    expect(rows).toEqual([{ n: 7, bins: { 0: 3, 50: 2, 100: 2 } }]);
  });

  test("still give the records' answer after an erase, broken off and given again, and know its client no more", async () => {
    const scope = { kind: "tenant", tenant: "t1" } as const;
    const order = { id: newId(), scope, before: Date.now(), salt: saltWith(new Uint8Array(32)) };
    const command = client.command.bind(client);
    client.command = (params) =>
      params.query.startsWith("ALTER") ? Promise.reject(new Error("killed")) : command(params);
    expect(await store.erase(order).catch(() => "broken off")).toBe("broken off");
    client.command = command;
    expect(await store.erase(order)).toBeGreaterThan(300);
    await expectSameAnswers(30);
    const [left] = await ask("SELECT countIf(client != '') AS n FROM exchanges WHERE tenant = ''");
    expect(left).toEqual({ n: 0 });
  });

  test("still give the records' answer when the oldest have gone", async () => {
    await store.expire({
      before: FROM + 1.2 * DAY,
      contracts: [{ surface: "s1", version: "a", before: FROM + 2 * DAY }],
    });
    await expectSameAnswers(20);
  });
});

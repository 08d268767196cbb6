import { afterAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { idGenerator } from "../../core/id.ts";
import { COLUMNS, type ExchangeRecord } from "../../exchange/columns.ts";
import { completeRecord } from "../../exchange/record.ts";
import { encodeLines } from "./lines.ts";
import { openEmbeddedStore } from "./fixtures/embedded-store.ts";

const DAY = 86_400_000;
const now = Date.now();
const newId = idGenerator(
  () => now,
  (into) => crypto.getRandomValues(into as Uint8Array<ArrayBuffer>),
);

const { store, close } = await openEmbeddedStore();
afterAll(close);

/** Any value of a column's type. */
function valueOf(name: string, type: string): fc.Arbitrary<unknown> {
  if (name === "exchange") return fc.constant(0).map(newId);
  if (name === "received_at" || name === "ended_at") return fc.integer({ min: now - DAY / 2, max: now + DAY / 2 });
  switch (type) {
    case "count":
      return fc.nat();
    case "number":
      return fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }));
    case "time":
      return fc.option(fc.integer({ min: 0, max: 60 * 365 * DAY }));
    case "flag":
      return fc.boolean();
    case "maybe":
      return fc.option(fc.boolean());
    case "texts":
      return fc.array(fc.string({ unit: "binary" }), { maxLength: 3 });
    case "numbers":
      return fc.dictionary(fc.string({ unit: "binary", maxLength: 5 }), fc.integer(), { maxKeys: 3 });
    default:
      return fc.oneof(
        fc.string({ unit: "binary", maxLength: 9 }),
        fc.constantFrom("\\N", "\t\n\r\\", "\u0000", "'", "[]"),
      );
  }
}

describe("lines for the engine", () => {
  test("give back the records that went in, whatever they hold", async () => {
    const any = fc.record(Object.fromEntries(COLUMNS.map(({ name, type }) => [name, valueOf(name, type)])));
    const records = fc.sample(any, 60).map((parts) => completeRecord(parts));
    await store.insert("any", records);
    for (const record of records)
      expect(await store.find(record.exchange, { kind: "all" })).toEqual(
        JSON.parse(JSON.stringify({ ...record, erased: record.erased })) as ExchangeRecord,
      );
  });

  test("are the same whatever the order in which a record was put together", () => {
    const record = completeRecord({ exchange: "a", received_at: now, ended_at: now, role: "main", turn: 2 });
    const other = Object.fromEntries(Object.entries(record).reverse()) as ExchangeRecord;
    expect(encodeLines([other])).toEqual(encodeLines([record]));
  });

  test("leave out a column that no record fills, and none that one does", () => {
    const { columns, text } = encodeLines([
      completeRecord({ exchange: "a", received_at: now }),
      completeRecord({ exchange: "b", received_at: now, role: "main", turn: 2 }),
    ]);
    expect(columns).toEqual(["exchange", "turn", "role", "received_at", "ended_at"]);
    expect(text.split("\n").map((line) => line.split("\t").length)).toEqual([5, 5, 1]);
  });

  test("have a time to be kept by, also where the record has none", () => {
    const times = (parts: Parameters<typeof completeRecord>[0]): string[] =>
      encodeLines([completeRecord({ exchange: "a", ...parts })])
        .text.trim()
        .split("\t")
        .slice(1);
    expect(times({})).toEqual(["1970-01-01 00:00:00.000", "1970-01-01 00:00:00.000"]);
    expect(times({ received_at: 5 })).toEqual(["1970-01-01 00:00:00.005", "1970-01-01 00:00:00.005"]);
    expect(times({ received_at: 1_700_000_000_007 })).toEqual(["1700000000.007", "1700000000.007"]);
  });
});

import { afterAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { idGenerator } from "../../core/id.ts";
import { COLUMNS, type ExchangeRecord } from "../../exchange/columns.ts";
import { completeRecord } from "../../exchange/record.ts";
import { encodeBlock } from "./blocks.ts";
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
      // A frame is JSON, which knows no negative zero.
      return fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0));
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

describe("a block for the engine", () => {
  const any = fc.record(Object.fromEntries(COLUMNS.map(({ name, type }) => [name, valueOf(name, type)])));
  const expectBack = async (block: string, records: readonly ExchangeRecord[]): Promise<void> => {
    await store.insert(block, records);
    for (const record of records)
      expect(await store.find(record.exchange, { kind: "all" })).toEqual(
        JSON.parse(JSON.stringify({ ...record, erased: record.erased })) as ExchangeRecord,
      );
  };

  test("gives back the records that went in, whatever they hold", () =>
    expectBack(
      "any",
      fc.sample(any, 60).map((parts) => completeRecord(parts)),
    ));

  test("gives back nought and false where no record says anything else, and nothing where none says any", () =>
    expectBack("noughts", [
      completeRecord({ exchange: newId(), received_at: now, ended_at: now, cost_usd: 0, reasoning_kept: false }),
      completeRecord({ exchange: newId(), received_at: now, ended_at: now, cost_usd: 0, cache_read_tokens: 0 }),
    ]));

  test("gives back texts of every length, in letters of one byte and of more", () =>
    expectBack(
      "lengths",
      [0, 1, 60, 127, 128, 5_461, 5_462, 16_383, 16_384, 70_000].flatMap((length) =>
        ["a", "\u00e9", "\u20ac", "\ud83d\ude00"].map((letter) =>
          completeRecord({ exchange: newId(), received_at: now, ended_at: now, skeleton: letter.repeat(length) }),
        ),
      ),
    ));

  test("gives back categories of which there are many", async () => {
    const many = Array.from({ length: 70_000 }, (_, at) =>
      completeRecord({ exchange: newId(), received_at: now, build: `b${at}`, client: `c${at % 300}`, role: "main" }),
    );
    await store.insert("many", many);
    for (const at of [0, 255, 256, 65_535, 65_536, 69_999]) {
      const found = await store.find(many[at]!.exchange, { kind: "all" });
      expect([found?.build, found?.client, found?.role]).toEqual([`b${at}`, `c${at % 300}`, "main"]);
    }
  });

  test("is the same whatever the order in which a record was put together", () => {
    const record = completeRecord({ exchange: "a", received_at: now, ended_at: now, role: "main", turn: 2 });
    const other = Object.fromEntries(Object.entries(record).reverse()) as ExchangeRecord;
    expect(encodeBlock([other])).toEqual(encodeBlock([record]));
  });

  test("leaves out a column that no record fills, and none that one does", () => {
    const { columns } = encodeBlock([
      completeRecord({ exchange: "a", received_at: now }),
      completeRecord({ exchange: "b", received_at: now, role: "main", turn: 2 }),
    ]);
    expect(columns).toEqual(["exchange", "turn", "role", "received_at", "ended_at"]);
  });

  test("has a time to keep each record by, also where the record has none or one that no calendar has", async () => {
    const given = [undefined, 5, -7, 1e300, 1_700_000_000_007.9];
    await store.insert(
      "times",
      given.map((at, index) => completeRecord({ exchange: `time-${index}`, received_at: at })),
    );
    const { rows } = await store.sql(
      "SELECT toUnixTimestamp64Milli(received_at) AS received, toUnixTimestamp64Milli(ended_at) AS ended FROM exchanges WHERE exchange LIKE 'time-%' ORDER BY exchange",
      { rows: 10, seconds: 10 },
    );
    const last = Date.parse("2299-12-31T23:59:59.999Z");
    expect(rows.map(({ received, ended }) => [received, ended])).toEqual(
      [0, 5, 0, last, 1_700_000_000_007].map((at) => [at, at]),
    );
  });
});

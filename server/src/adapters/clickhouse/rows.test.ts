import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { COLUMNS, type ExchangeRecord } from "../../exchange/columns.ts";
import { completeRecord } from "../../exchange/record.ts";
import { decodeRow, encodeRow, engineTime, presentTimes } from "./rows.ts";

const DAY = 86_400_000;
const at = fc.integer({ min: 0, max: 60 * 365 * DAY });

/** Any value of a column's type. */
function valueOf(type: string): fc.Arbitrary<unknown> {
  switch (type) {
    case "count":
      return fc.nat();
    case "number":
      return fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }));
    case "time":
      return at;
    case "flag":
      return fc.boolean();
    case "maybe":
      return fc.option(fc.boolean());
    case "texts":
      return fc.array(fc.string({ unit: "binary" }), { maxLength: 3 });
    case "numbers":
      return fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.integer(), { maxKeys: 3 });
    default:
      return fc.string({ unit: "binary", maxLength: 9 });
  }
}

describe("rows of the engine", () => {
  test("give back the record that went in, whatever it holds", () => {
    const parts = fc.record(Object.fromEntries(COLUMNS.map(({ name, type }) => [name, valueOf(type)])));
    fc.assert(
      fc.property(parts, (values) => {
        const record = completeRecord(values);
        const line = encodeRow(record);
        expect(line).not.toContain("\n");
        // What is left out the engine gives back as empty.
        const back = completeRecord(decodeRow(JSON.parse(line) as Record<string, unknown>));
        expect(back).toEqual(JSON.parse(JSON.stringify(record)) as ExchangeRecord);
      }),
    );
  });

  test("have a time to be kept by, also where the record has none", () => {
    const row = JSON.parse(encodeRow(completeRecord({ received_at: null, ended_at: null }))) as Record<string, unknown>;
    expect([row["received_at"], row["ended_at"]]).toEqual(["1970-01-01 00:00:00.000", "1970-01-01 00:00:00.000"]);
    const open = JSON.parse(encodeRow(completeRecord({ received_at: 5 }))) as Record<string, unknown>;
    expect(open["ended_at"]).toBe("1970-01-01 00:00:00.005");
  });

  test("show times as the world writes them, and no other text", () => {
    const shown = presentTimes({
      received_at: engineTime(1_700_000_000_123),
      surface: "2026-01-01 00:00:00",
      count: 1,
    });
    expect(shown).toEqual({ received_at: "2023-11-14T22:13:20.123Z", surface: "2026-01-01 00:00:00", count: 1 });
  });
});

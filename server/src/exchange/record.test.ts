import { describe, expect, test } from "bun:test";
import { COLUMNS } from "./columns.ts";
import { emptyRecord } from "./empty-record.ts";
import { completeRecord, emptyValue } from "./record.ts";

describe("a record about which nothing is known", () => {
  test("has every column in order, with the empty value of its type", () => {
    expect(Object.entries(emptyRecord())).toEqual(COLUMNS.map(({ name, type }) => [name, emptyValue(type)]));
  });

  test("shares no list with another one", () => {
    expect(emptyRecord().tool_calls).not.toBe(emptyRecord().tool_calls);
  });
});

describe("a whole record", () => {
  test("has its columns in order, whatever the order of its parts, and nothing that is no column", () => {
    const parts = { turn: 2, later_version: 1, exchange: "a", served_source: "observed", role: undefined } as const;
    const record = completeRecord(parts);
    expect(Object.keys(record)).toEqual(COLUMNS.map(({ name }) => name));
    expect(record).toMatchObject({ exchange: "a", turn: 2, role: "", model_source: "unavailable" });
  });

  test("has no value of a wrong type", () => {
    const wrong = { turn: -1.5, role: { a: 1 }, received_at: "now", tool_calls: "x", streamed: 1 };
    expect(completeRecord(wrong as object)).toMatchObject({
      turn: 0,
      role: '{"a":1}',
      received_at: null,
      tool_calls: [],
      streamed: true,
    });
  });
});

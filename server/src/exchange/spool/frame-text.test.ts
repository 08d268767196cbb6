import { expect, test } from "bun:test";
import fc from "fast-check";
import { COLUMNS } from "../columns.ts";
import type { RecordParts } from "../record.ts";
import { frameText, partsOfFrame } from "./frame-text.ts";

const names = COLUMNS.map(({ name }) => name);
const part = fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.string(), fc.integer(), fc.constant(undefined)));

test("a frame holds what its parts say, and of a column that several name the last that is known", () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const merged: Record<string, unknown> = {};
      for (const one of parts)
        for (const [name, value] of Object.entries(one)) if (value !== undefined) merged[name] = value;
      expect(partsOfFrame(frameText(parts as RecordParts[])) as unknown).toEqual(merged);
    }),
  );
});

test("a frame of an earlier version says the same as one object", () => {
  expect(partsOfFrame('{"status":500,"status":200,"tenant":"t"}')).toEqual({ status: 200, tenant: "t" });
});

test("what is no record's text is none", () => {
  for (const text of ["", "{", "7", "null", '"x"', "[1]", "[[]]", "[null]", '[{"a":1}'])
    expect(partsOfFrame(text)).toBeUndefined();
});

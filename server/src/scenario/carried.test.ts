import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { carried, differenceOf } from "./carried.ts";

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

test("a text is carried by a body in which it stands as it is, wherever that is, and by no other", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string(), fc.string(), (text, before, after) => {
      const body = { model: "m", messages: [{ content: [{ text: before + text + after }] }] };
      expect(carried(bytes(body), text).whole).toBe(true);
      const other = { model: "", messages: [{ content: (before + after).replaceAll(text, "") }] };
      if (!JSON.stringify(other).includes(JSON.stringify(text).slice(1, -1)))
        expect(carried(bytes(other), text).whole).toBe(false);
    }),
  );
  expect(carried(new TextEncoder().encode("no JSON"), "no").whole).toBe(false);
});

test("what came instead of a text is told by where they part", () => {
  const { nearest = "" } = carried(bytes({ a: "Write: the port is 7312, they say" }), "the port is 7311, we say");
  expect(nearest).toBe("the port is 7312, they s");
  expect(differenceOf("the port is 7311", "the port is 7312")).toBe(
    'at character 16, " port is 7311" became " port is 7312"',
  );
  expect(differenceOf("all", "all of it")).toBe('at character 4, "all" became "all of it"');
});

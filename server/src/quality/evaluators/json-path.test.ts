import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { jsonPath, valueAt } from "./json-path.ts";

const at = (path: string, value: unknown): unknown => {
  const read = jsonPath(path);
  return read.ok ? valueAt(value, read.steps) : read.message;
};

describe("a path into JSON", () => {
  test("goes by names and by numbers", () => {
    const order = { items: [{ "unit price": 3, sku: "a" }], total: 3 };
    expect(at("total", order)).toBe(3);
    expect(at("items[0].sku", order)).toBe("a");
    expect(at('$.items[0]["unit price"]', order)).toBe(3);
    expect(at('["total"]', order)).toBe(3);
    expect(at("$", order)).toEqual(order);
    expect(at("[0]", [7])).toBe(7);
    expect(at("$defs.a", { $defs: { a: 1 } })).toBe(1);
  });

  test("leads to nothing where nothing is, and never to what all objects have", () => {
    for (const path of ["none", "total.more", "items[3]", "items.length", "constructor", "__proto__", "toString"])
      expect(at(path, { items: [], total: 3 })).toBeUndefined();
  });

  test.each(["a..b", "a[", "a[-1]", "a[x]", '["a', ".", '["\\x"]'])("%s is none", (path) => {
    expect(jsonPath(path)).toMatchObject({ ok: false });
  });

  test("finds any value again by its way there", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(50), fc.jsonValue(), (name, index, value) => {
        const list = Array.from<unknown>({ length: index + 1 }).fill(null);
        list[index] = value;
        const object = Object.fromEntries([[name, list]]);
        expect(at(`[${JSON.stringify(name)}][${index}]`, object)).toEqual(value);
      }),
    );
  });
});

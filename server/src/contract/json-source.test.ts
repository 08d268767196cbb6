import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { plainJsonValue } from "./json-source.ts";
import { parseSource } from "./source.ts";

describe("a text that is JSON", () => {
  test("has the value that it has as YAML, whatever is in it", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const plain = plainJsonValue(text);
        if (plain === undefined) return;
        expect(plain).toEqual(JSON.parse(text) as Record<string, unknown>);
        // A comment behind it makes it YAML alone.
        const slow = parseSource("x", `${text}\n# YAML`);
        if (slow.whole && slow.problems.length === 0) expect(slow.value).toEqual(plain);
      }),
    );
  });

  test.each([
    '{"a":1,"a":2}',
    '{"a":{"b":1,"b":1}}',
    '{"a":"x:y","\\u0061":2}',
    '{"a":1e999}',
    '{"a":"\\ud800"}',
    '{"__proto__":1}',
    "{a: 1}",
    '{"a":1,}',
    "[1]",
    "",
  ])("is left to the parser that says what is wrong with it: %s", (text) => {
    expect(plainJsonValue(text)).toBeUndefined();
  });

  test("still has places for what is wrong with it", () => {
    const source = parseSource("c.json", '{\n  "a": { "b": 1 }\n}');
    expect(source.place({ path: ["a", "b"], at: "value", message: "no" })).toMatchObject({ line: 2, column: 15 });
    expect([source.has(["a", "b"]), source.has(["a", "c"])]).toEqual([true, false]);
  });
});

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { keySaidTwice } from "./said-twice.ts";

const twice = (text: string): string | undefined => {
  const bytes = new TextEncoder().encode(text);
  return keySaidTwice(bytes, { start: 0, end: bytes.length });
};

describe("a key that is said twice", () => {
  test("is found at any depth, however it is written", () => {
    expect(twice('{"effort":"low","effort":"high"}')).toBe("effort");
    expect(twice('{"a":[1,{"b":{"x":1, "y":[], "x":2}}]}')).toBe("x");
    expect(twice('[{"a":1},{"b":"}","\\u0062":2}]')).toBe("b");
  });

  test("is not the same key in two objects, nor a text that says it", () => {
    expect(twice('{"a":{"a":{"a":1}},"b":[{"a":1},{"a":"a"}],"c":"a"}')).toBeUndefined();
    expect(twice('["a","a",{"a":"a,","b":["a","a"]}]')).toBeUndefined();
  });

  test("is never found in what one parser has written", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(twice(JSON.stringify(JSON.parse(text)))).toBeUndefined();
      }),
    );
  });

  test("is found wherever a member of an object is repeated", () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1, noNullPrototype: true });
    fc.assert(
      fc.property(object, fc.nat(), (value, at) => {
        const members = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}:${JSON.stringify(one)}`);
        const again = members[at % members.length] ?? "";
        expect(twice(`{"outer":{${[...members, again].join(",")}}}`)).toBe(Object.keys(value)[at % members.length]);
      }),
    );
  });

  test("costs one walk, however deep the nesting", () => {
    expect(twice("[".repeat(200_000) + "]".repeat(200_000))).toBeUndefined();
  });
});

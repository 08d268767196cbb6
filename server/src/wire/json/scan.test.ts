import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { isBellwetherError } from "../../core/error.ts";
import { kindAt, parseSpan, scanArray, scanBody, scanObject } from "./scan.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** White space put behind every structural character of a text: strings stay as they are. */
function spaced(value: unknown): string {
  return JSON.stringify(value, undefined, " \t");
}

const anyObject = fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 8 });

describe("scanBody", () => {
  test("finds the members that JSON.parse finds, with their values", () => {
    fc.assert(
      fc.property(anyObject, fc.boolean(), (value, loose) => {
        const text = loose ? spaced(value) : JSON.stringify(value);
        const expected = JSON.parse(text) as Record<string, unknown>;
        const body = scanBody(encode(text));
        expect([...body.members.keys()].sort()).toEqual(Object.keys(expected).sort());
        for (const [key, span] of body.members) expect(parseSpan(body.bytes, span)).toEqual(expected[key]);
        for (const [key, elements] of body.arrays) {
          expect(elements.map((span) => parseSpan(body.bytes, span))).toEqual(expected[key] as unknown[]);
        }
        expect(body.duplicate).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  test("knows arrays at the top level without walking them again", () => {
    const body = scanBody(encode('{"a":[1,{"b":[2]}, "x"],"c":[],"d":{}}'));
    expect([...body.arrays.keys()]).toEqual(["a", "c"]);
    expect(body.arrays.get("a")).toEqual([...scanArray(body.bytes, body.members.get("a")!)]);
    expect(body.arrays.get("c")).toEqual([]);
  });

  test("names a key that stands twice, also when it is written in another way", () => {
    expect(scanBody(encode('{"model":"a","model":"b"}')).duplicate).toBe("model");
    expect(scanBody(encode('{"model":"a","x":1,"mo\\u0064el":"b"}')).duplicate).toBe("model");
    expect(scanBody(encode('{"a":{"model":1},"model":2}')).duplicate).toBeUndefined();
  });

  test("passes over a byte order mark and over escaped quotes of any number", () => {
    const text = `{"a":"${'\\"'.repeat(100)}","b":"${"\\\\".repeat(33)}","c":"${"x".repeat(100)}\\\\\\""}`;
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, ...encode(text)]);
    const body = scanBody(bytes);
    expect([...body.members.keys()]).toEqual(["a", "b", "c"]);
    expect(parseSpan(bytes, body.members.get("c")!)).toBe(`${"x".repeat(100)}\\"`);
  });

  test("refuses what is not one JSON object", () => {
    for (const text of [
      "",
      "   ",
      "null",
      "[]",
      '"x"',
      "{",
      '{"a"',
      '{"a":',
      '{"a":1',
      '{"a":1,',
      '{"a":1,}',
      "{a:1}",
      '{"a" 1}',
      '{"a":1 "b":2}',
      '{"a":1}{}',
      '{"a":1}x',
      '{"a":"x}',
      '{"a":"x\\"}',
      '{"a":[1,2}',
      '{"a":[1,,2]}',
      '{"a":[1,]}',
      '{"a":{"b":1}',
      '{"a":}',
      "{,}",
    ]) {
      expect(() => scanBody(encode(text)), text).toThrow("the request body could not be read");
    }
  });

  test("is malformed wherever a body is cut", () => {
    const bytes = encode('{"model":"m","messages":[{"role":"user","content":"a \\"b\\" \\u00e9"}],"n":12,"t":true}');
    for (let cut = 0; cut < bytes.length; cut++) {
      let thrown: unknown;
      try {
        scanBody(bytes.subarray(0, cut));
      } catch (error) {
        thrown = error;
      }
      expect(isBellwetherError(thrown) && thrown.code, `cut at ${cut}`).toBe("body_malformed");
    }
  });

  test("refuses more elements than any client sends before they cost memory", () => {
    expect(() => scanBody(encode(`{"messages":[${"1,".repeat(100_000)}1]}`))).toThrow("more than 100000 elements");
  });
});

describe("spans", () => {
  test("tell their kind and their parts", () => {
    const body = scanBody(encode('{"s":"x","o":{"k":[1]},"a":[],"n":-1.5e3,"z":null}'));
    const kinds = [...body.members].map(([key, span]) => `${key}:${kindAt(body.bytes, span)}`);
    expect(kinds).toEqual(["s:string", "o:object", "a:array", "n:literal", "z:literal"]);
    expect(scanObject(body.bytes, body.members.get("o")!).map((member) => member.key)).toEqual(["k"]);
    expect(() => scanObject(body.bytes, body.members.get("a")!)).toThrow("an object is expected");
    expect(() => scanArray(body.bytes, body.members.get("o")!)).toThrow("an array is expected");
  });

  test("that are no JSON, or no UTF-8, are refused when they are parsed", () => {
    const body = scanBody(encode('{"a":tru,"b":{"x":01}}'));
    expect(() => parseSpan(body.bytes, body.members.get("a")!)).toThrow("not JSON");
    expect(() => parseSpan(body.bytes, body.members.get("b")!)).toThrow("not JSON");
    const broken = new Uint8Array([...encode('{"a":"'), 0xff, ...encode('"}')]);
    expect(() => parseSpan(broken, scanBody(broken).members.get("a")!)).toThrow("not JSON in UTF-8");
  });
});

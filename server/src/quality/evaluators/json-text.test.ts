import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fencedJson, jsonText, objectsIn } from "./json-text.ts";

const valueOf = (read: ReturnType<typeof jsonText>): unknown => (read.ok ? read.value : "none");

describe("JSON in a text", () => {
  test("is the whole text, or a block between fences where that is allowed", () => {
    expect(valueOf(jsonText(' {"a": 1}\n'))).toEqual({ a: 1 });
    expect(jsonText('```json\n{"a": 1}\n```').ok).toBe(false);
    expect(valueOf(fencedJson('```json\n{"a": 1}\n```\n'))).toEqual({ a: 1 });
    expect(valueOf(fencedJson("```\n[]\n```"))).toEqual([]);
    for (const text of ["```json\n{", "```", "```\n```", "", 'Here: {"a": 1}']) expect(fencedJson(text).ok).toBe(false);
  });

  test("is each object, where others talk around them", () => {
    const text = 'I say {hm}: {"score": 1, "why": "a } and a \\" in it"} and {"score": {"deep": 0}}. {';
    expect(objectsIn(text)).toEqual([{ score: 1, why: 'a } and a " in it' }, { score: { deep: 0 } }]);
    expect(objectsIn("{ no end")).toEqual([]);
    expect(objectsIn("{".repeat(200_000))).toEqual([]);
  });

  test("is found whatever stands before and behind, as long as no bracket does", () => {
    const plain = fc.string().map((text) => text.replace(/[{}"\\]/g, ""));
    fc.assert(
      fc.property(plain, fc.dictionary(fc.string(), fc.string()), plain, (before, value, after) => {
        const text = JSON.stringify(value);
        expect(objectsIn(`${before}${text}${after}${text}`)).toEqual([JSON.parse(text), JSON.parse(text)]);
      }),
    );
  });

  test("never makes anything throw", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("{", "}", "[", '"', "\\", "`", "\n", "a") }), (text) => {
        for (const read of [jsonText, fencedJson]) expect(typeof read(text).ok).toBe("boolean");
        expect(Array.isArray(objectsIn(text))).toBe(true);
      }),
    );
    expect(jsonText("[".repeat(250_000)).ok).toBe(false);
  });
});

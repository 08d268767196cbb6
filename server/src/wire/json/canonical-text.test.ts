import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { canonicalJson } from "../../core/jcs.ts";
import { canonicalText, canonicalTextDigest, canonicalTextShort } from "./canonical-text.ts";

describe("canonicalText", () => {
  test("is the canonical JSON of RFC 8785 wherever that has a result", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalText(value)).toBe(canonicalJson(value));
      }),
    );
  });

  test("does not refuse half of a surrogate pair, and tells one from another", () => {
    expect(canonicalText({ text: "\ud83d" })).toBe('{"text":"\\ud83d"}');
    expect(canonicalTextShort("\ud83d")).not.toBe(canonicalTextShort("\ud83e"));
  });

  test("has a digest that does not depend on the order of keys", () => {
    expect(canonicalTextDigest({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(canonicalTextDigest({ b: [{ d: 3, c: 2 }], a: 1 }));
    expect(canonicalTextDigest([1, 2])).not.toBe(canonicalTextDigest([2, 1]));
  });
});

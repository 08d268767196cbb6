import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { visible } from "./visible.ts";

describe("a visible text", () => {
  test("shows what a terminal would obey, and what nobody would see", () => {
    expect(visible("\u001b[31mred\u0007")).toBe("<U+001B>[31mred<U+0007>");
    expect(visible("a\u200bb\u202ec\u{e0041}")).toBe("a<U+200B>b<U+202E>c<U+E0041>");
    expect(visible("a\tb\nc\r")).toBe("a→   b⏎c<U+000D>");
    expect(visible("\ud800")).toBe("<U+D800>");
  });

  test("leaves what people write as it is", () => {
    for (const text of ["Grüße", "日本語", "👩‍👩‍👧", "می‌خواهم", "❤️"]) expect(visible(text)).toBe(text);
  });

  test("has no control character, whatever is in the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(visible(text)).not.toMatch(/\p{Cc}|\p{Zl}|\p{Zp}|\p{Cs}/u);
      }),
    );
  });
});

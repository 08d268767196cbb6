import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { columnsOf, glyphsOf } from "./columns.ts";

describe("the columns of a text", () => {
  test("are counted as a terminal does", () => {
    const counted = ["a", "é", "e\u0301", "日", "ｱ", "Ａ", "한", "🚀", "❤️", "👩‍👩‍👧", "🇩🇪", "1️⃣", "\u0301", "…", "│"].map(
      columnsOf,
    );
    expect(counted).toEqual([1, 1, 1, 2, 1, 2, 2, 2, 2, 2, 2, 2, 0, 1, 1]);
  });

  test("are those of its characters together, whatever it is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: "grapheme" })), (text) => {
        const glyphs = glyphsOf(text);
        expect(glyphs.map((glyph) => glyph.text).join("")).toBe(text);
        expect(glyphs.reduce((sum, { columns }) => sum + columns, 0)).toBe(columnsOf(text));
      }),
    );
  });
});

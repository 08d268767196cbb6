import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { columnsOf } from "../../../core/columns.ts";
import type { Piece } from "../prose-words.ts";
import { abridged, clip, pad, wrap } from "./columns.ts";

const line = (text: string): readonly Piece[] => [{ text, changed: false }];
const texts = (lines: readonly (readonly Piece[])[]): readonly string[] =>
  lines.map((pieces) => pieces.map(({ text }) => text).join(""));

describe("a line in columns", () => {
  test("is cut at blanks where there are some, and anywhere else where there are none", () => {
    expect(texts(wrap(line("one two three"), 8))).toEqual(["one two ", "three"]);
    expect(texts(wrap(line("one two three"), 7))).toEqual(["one two", "three"]);
    expect(texts(wrap(line("abcdefghij"), 4))).toEqual(["abcd", "efgh", "ij"]);
  });

  test("counts two for a wide character, and cuts none in two", () => {
    expect(texts(wrap(line("日本語"), 4))).toEqual(["日本", "語"]);
    expect(texts(wrap(line("👩‍👩‍👧👩‍👩‍👧"), 3))).toEqual(["👩‍👩‍👧", "👩‍👩‍👧"]);
    expect(clip("日本語", 5)).toBe("日本…");
    expect(columnsOf(pad("語", 5))).toBe(5);
  });

  test("keeps what changed apart from what did not", () => {
    const pieces = [...line("keep "), { text: "changed words", changed: true }];
    expect(wrap(pieces, 13)).toEqual([
      [
        { text: "keep ", changed: false },
        { text: "changed ", changed: true },
      ],
      [{ text: "words", changed: true }],
    ]);
  });

  test("shows of long stretches that did not change what is next to a change", () => {
    const [before, after] = abridged([...line("a".repeat(500)), { text: "b", changed: true }]);
    expect([before?.text, after?.text]).toEqual([` … ${"a".repeat(60)}`, "b"]);
    expect(abridged(line("a".repeat(500)))).toEqual(line("a".repeat(500)));
  });

  test("loses nothing but blanks where it is cut, and is never wider than it may be", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 10, max: 40 }), (text, columns) => {
        const lines = texts(wrap(line(text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "")), columns));
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replace(/[\p{C}\p{Zl}\p{Zp} ]/gu, ""));
        for (const one of lines) expect(columnsOf(one)).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { piecesOf } from "./pieces.ts";
import { seededRandom } from "./seeded.ts";
import { estimateTokens, firstTokens } from "./tokens.ts";

const text = fc.string({ unit: "grapheme", maxLength: 200 });

test("a text cut to some tokens is a beginning of it that counts no more, and no character is halved", () => {
  fc.assert(
    fc.property(text, fc.nat(60), (whole, tokens) => {
      const first = firstTokens(whole, tokens);
      expect(whole.startsWith(first)).toBe(true);
      expect(estimateTokens(first)).toBeLessThanOrEqual(tokens);
      expect(first.isWellFormed()).toBe(whole.isWellFormed());
      if (estimateTokens(whole) <= tokens) expect(first).toBe(whole);
    }),
  );
  expect(firstTokens("abc😀", 1)).toBe("abc");
});

test("pieces put together are the text, each a few characters and none halved", () => {
  fc.assert(
    fc.property(text, fc.string(), (whole, seed) => {
      const pieces = piecesOf(whole, seededRandom(seed));
      expect(pieces.join("")).toBe(whole);
      for (const piece of pieces) {
        expect(piece.length).toBeLessThanOrEqual(19);
        expect(piece.isWellFormed()).toBe(whole.isWellFormed());
      }
    }),
  );
});

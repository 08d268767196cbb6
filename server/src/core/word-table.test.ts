import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { sha256Short } from "./digest.ts";
import { digestOf, type Words, WordTable, wordsOf } from "./word-table.ts";

const digest = fc.nat({ max: 200 }).map((number) => sha256Short(String(number)));
/** Digests that all want the same few places. */
const crowded = fc
  .nat({ max: 60 })
  .map((number) => `0000000${number % 3}${number.toString(16).padStart(8, "0")}${"0".repeat(15)}1`);
const word = fc.nat({ max: 0xffffffff });
const words = fc.tuple(word, word, word, word);

describe("words by digests", () => {
  test("are what a map of the same keys holds, however they came and went", () => {
    const step = (key: fc.Arbitrary<string>) => fc.tuple(fc.constantFrom("set", "take", "get"), key, words);
    const steps = fc.oneof(
      fc.array(step(digest), { maxLength: 400 }),
      fc.array(step(crowded), { maxLength: 400, size: "max" }),
    );
    fc.assert(
      fc.property(steps, fc.nat({ max: 0xffffffff }), (uses, seed) => {
        const table = new WordTable(seed);
        const map = new Map<string, Words>();
        for (const [what, key, value] of uses) {
          const known = map.get(key);
          if (what === "set") {
            expect(table.set(key, value)).toBe(!map.has(key));
            map.set(key, value);
          } else if (what === "take") {
            expect(table.take(key)).toEqual(known);
            map.delete(key);
          } else expect(table.get(key)).toEqual(known);
          expect(table.size).toBe(map.size);
        }
        for (const key of uses.map(([, key]) => key)) {
          expect(table.has(key)).toBe(map.has(key));
          expect(table.get(key)).toEqual(map.get(key));
        }
      }),
    );
  });

  test("can each be replaced", () => {
    const table = new WordTable(7);
    for (let number = 0; number < 100; number++) table.set(sha256Short(String(number)), [number, 0, 0, 0]);
    table.replaceEach(([number]) => [number * 2, 1, 0, 0]);
    expect([table.get(sha256Short("7")), table.get(sha256Short("99")), table.size]).toEqual([
      [14, 1, 0, 0],
      [198, 1, 0, 0],
      100,
    ]);
  });

  test("say any digest", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const digest = sha256Short(text);
        expect(digestOf(wordsOf(digest))).toBe(digest);
      }),
    );
  });
});

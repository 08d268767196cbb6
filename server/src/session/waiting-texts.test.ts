import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { sha256Short } from "../core/digest.ts";
import { WaitingTexts } from "./waiting-texts.ts";

const keyOf = (number: number): string => sha256Short(String(number));
const MIB = 1024 * 1024;

describe("texts that wait", () => {
  test("are there that were put among the last ones, and never more than twice as many as the limit", () => {
    const steps = fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 30 }), fc.string({ unit: "binary" })), {
      maxLength: 300,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), steps, (limit, uses) => {
        const waiting = new WaitingTexts(limit, 7);
        const latest = new Map<string, string>();
        let order: string[] = [];
        for (const [isTake, number, text] of uses) {
          const key = keyOf(number);
          const certain = order.slice(-limit).includes(key) && latest.has(key);
          if (isTake) {
            const found = waiting.take(key);
            if (certain) expect(found).toBeDefined();
            if (found !== undefined) expect(found).toBe(latest.get(key)!.toWellFormed());
            expect(waiting.has(key)).toBe(false);
            latest.delete(key);
          } else {
            latest.set(key, text);
            waiting.put(key, text);
          }
          order = [...order.filter((other) => other !== key), key];
          expect(waiting.size).toBeLessThanOrEqual(2 * limit);
          for (const late of order.slice(-limit)) expect(waiting.has(late)).toBe(latest.has(late));
        }
      }),
    );
  });

  test("take up no more than twice what they are, and a little, though a few are never taken", () => {
    const waiting = new WaitingTexts(1_000_000, 7);
    for (let number = 0; number < 40; number++) {
      waiting.put(keyOf(number), `never taken ${number}`);
      // The same conversation goes on and on, and fills a chunk.
      for (let turn = 0; turn < 4; turn++) waiting.put(keyOf(-1), `${number}/${turn}`.padEnd(300_000, "."));
    }
    expect([waiting.size, waiting.bytes <= 8 * MIB]).toEqual([41, true]);
    for (let number = 0; number < 40; number++) expect(waiting.take(keyOf(number))).toBe(`never taken ${number}`);
    expect(waiting.take(keyOf(-1))).toBe("39/3".padEnd(300_000, "."));
  });

  test("take up no more when most of them are taken, and nothing is put any more", () => {
    const waiting = new WaitingTexts(1_000, 7);
    for (let number = 0; number < 1_100; number++) waiting.put(keyOf(number), `${number}`.padEnd(20_000, "."));
    for (let number = 0; number < 1_100; number++) if (number % 100 > 0) waiting.take(keyOf(number));
    expect([waiting.size, waiting.bytes <= 10 * MIB]).toEqual([11, true]);
    expect(waiting.take(keyOf(700))).toBe("700".padEnd(20_000, "."));
  });

  test("that are long have their own place, and are not written anew for others", () => {
    const waiting = new WaitingTexts(1_000, 7);
    for (let number = 0; number < 40; number++) waiting.put(keyOf(number), `${number}`.padEnd(524_300, "."));
    expect(waiting.bytes).toBe(40 * 524_300);
    for (let turn = 0; turn < 400; turn++) waiting.put(keyOf(-1), `${turn}`.padEnd(80_000, "."));
    expect(waiting.bytes).toBeLessThanOrEqual(40 * 524_300 + 5 * MIB);
    for (let number = 0; number < 40; number++)
      expect(waiting.take(keyOf(number)) === `${number}`.padEnd(524_300, ".")).toBe(true);
    expect(waiting.take(keyOf(-1))).toBe("399".padEnd(80_000, "."));
  });

  test("may be longer than any chunk, and begin as they like", () => {
    const waiting = new WaitingTexts(10, 7);
    const long = "long text, ".repeat(300_000);
    waiting.put(keyOf(1), "\uFEFFbefore");
    waiting.put(keyOf(2), long);
    waiting.put(keyOf(3), "after");
    expect([waiting.take(keyOf(3)), waiting.take(keyOf(2)) === long, waiting.take(keyOf(1))]).toEqual([
      "after",
      true,
      "\uFEFFbefore",
    ]);
  });
});

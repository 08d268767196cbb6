import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Recent } from "./recent.ts";

describe("what was used lately", () => {
  test("is remembered up to the limit, and never more than twice as much", () => {
    const uses = fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 30 })), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), uses, (limit, steps) => {
        const recent = new Recent<number, { n: number }>(limit);
        let order: number[] = [];
        for (const [isGet, key] of steps) {
          const was = order.includes(key);
          if (isGet) {
            const found = recent.get(key);
            if (order.slice(-limit).includes(key)) expect(found).toEqual({ n: key });
            if (!was) expect(found).toBeUndefined();
            if (found === undefined) continue;
          } else recent.set(key, { n: key });
          order = [...order.filter((other) => other !== key), key];
          for (const late of order.slice(-limit)) expect(recent.has(late)).toBe(true);
          expect(recent.size).toBeLessThanOrEqual(2 * limit);
        }
      }),
    );
  });

  test("may be counted in something else than keys", () => {
    const recent = new Recent<string, number>(100, (weight) => weight);
    for (const key of ["a", "b", "c", "d", "e", "f", "g"]) recent.set(key, 40);
    expect(recent.weight).toBeLessThanOrEqual(2 * 120);
    expect([recent.has("g"), recent.has("f"), recent.has("a")]).toEqual([true, true, false]);
  });

  test("may be something new under the same key", () => {
    const recent = new Recent<string, number>(2);
    for (const value of [1, 2, 3, 4, 5]) recent.set("a", value);
    expect([recent.get("a"), recent.size]).toEqual([5, 1]);
  });
});

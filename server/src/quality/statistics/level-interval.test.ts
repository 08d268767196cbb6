import { describe, expect, test } from "bun:test";
import { levelInterval } from "./level-interval.ts";
import { Moments } from "./learnt-mean.ts";
import { randomOf } from "./seeded-random.ts";

const width = ([low, high]: readonly [number, number]): number => high - low;

describe("the interval of a level that was seen for a while", () => {
  test("is wide for a few values, also where they are all the same, and stays on the scale", () => {
    for (const [mean, variance] of [
      [0, 0],
      [5 / 9, 0.28],
      [1, 0],
    ] as const) {
      const [low, high] = levelInterval({ count: 9, mean, variance }, 0.05);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(high - low).toBeGreaterThan(0.25);
      expect(low <= mean && mean <= high).toBe(true);
    }
    expect(levelInterval({ count: 1, mean: 0.5, variance: 0 }, 0.05)).toEqual([0, 1]);
  });

  test("narrows as values come, and more where they vary less", () => {
    const at = (count: number, variance: number) => width(levelInterval({ count, mean: 0.5, variance }, 0.05));
    expect(at(10_000, 0.25)).toBeLessThan(at(100, 0.25));
    expect(at(10_000, 0.0004)).toBeLessThan(at(10_000, 0.25) / 4);
  });

  test("misses the mean no more often than it says", () => {
    const random = randomOf(11);
    let missed = 0;
    for (let run = 0; run < 400; run++) {
      const seen = new Moments();
      for (let unit = 0; unit < 12; unit++) seen.add(random() < 0.3 ? 1 : 0);
      const [low, high] = levelInterval(seen, 0.05);
      if (low > 0.3 || high < 0.3) missed++;
    }
    expect(missed / 400).toBeLessThan(0.05);
  });
});

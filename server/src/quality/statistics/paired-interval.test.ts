import { describe, expect, test } from "bun:test";
import { streams } from "../fixtures/streams.ts";
import { pairedInterval } from "./paired-interval.ts";
import { randomOf, shuffled } from "./seeded-random.ts";

/** A suite of which `lost` scenarios are lost and `won` are won. */
const suite = (lost: number, won: number, scenarios: number): readonly number[] =>
  Array.from({ length: scenarios }, (_, index) => (index < lost ? 1 : index < lost + won ? -1 : 0));

describe("an interval of a suite's loss", () => {
  test("holds the loss of the whole suite from a part of it, in nineteen of twenty orders or more", () => {
    const all = suite(60, 40, 500);
    const missed = streams(150, (random) => {
      const part = shuffled(all, random).slice(0, 200);
      const [low, high] = pairedInterval(part, { claim: "suite", scenarios: 500, alpha: 0.05 });
      return low > 0.04 || high < 0.04;
    }).filter(Boolean).length;
    expect(missed).toBeLessThan(150 * (0.05 + 3 * Math.sqrt((0.05 * 0.95) / 150)));
  });

  test("is the loss itself when all have run, and everything before the first", () => {
    const options = { claim: "suite", scenarios: 100, alpha: 0.05 } as const;
    expect(pairedInterval(suite(10, 5, 100), options)).toEqual([0.05, 0.05]);
    expect(pairedInterval([], options)).toEqual([-1, 1]);
  });

  test("is wider of new answers than of the suite alone", () => {
    const part = shuffled(suite(50, 50, 1_000), randomOf(4)).slice(0, 800);
    const width = (claim: "suite" | "product"): number => {
      const [low, high] = pairedInterval(part, { claim, scenarios: 1_000, alpha: 0.05 });
      return high - low;
    };
    expect(width("suite")).toBeLessThan(width("product"));
  });
});

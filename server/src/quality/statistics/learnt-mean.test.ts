import { describe, expect, test } from "bun:test";
import { meanOf, streams } from "../fixtures/streams.ts";
import { learntLowerBound, Moments } from "./learnt-mean.ts";

function missed(count: number, draw: (random: () => number) => number, mean: number): number {
  return meanOf(
    streams(1_000, (random) => {
      const moments = new Moments();
      for (let index = 0; index < count; index++) moments.add(draw(random));
      return learntLowerBound(moments, 0.05) > mean ? 1 : 0;
    }),
  );
}

describe("the bound of a learnt mean", () => {
  test("is above the mean in one of twenty baselines at most, whatever the values are and however few", () => {
    const shares = (random: () => number): number => (random() < 0.9 ? 1 : 0);
    const spread = (random: () => number): number => 0.6 + 0.2 * random();
    for (const count of [12, 40, 400]) {
      expect(missed(count, shares, 0.9)).toBeLessThan(0.08);
      expect(missed(count, spread, 0.7)).toBeLessThan(0.08);
    }
  });

  test("is much nearer to the mean for values that hardly vary than for shares", () => {
    const bound = (variance: number): number => learntLowerBound({ count: 1_000, mean: 0.8, variance }, 0.05);
    expect(0.8 - bound(0.0004)).toBeLessThan(0.2 * (0.8 - bound(0.16)));
  });

  test("knows nothing of one value, and takes equal values for ones that may vary", () => {
    expect(learntLowerBound({ count: 1, mean: 1, variance: 0.25 }, 0.05)).toBe(0);
    const equal = new Moments();
    for (let index = 0; index < 10; index++) equal.add(0.5);
    expect(equal.variance).toBeGreaterThan(0);
    expect(learntLowerBound(equal, 0.05)).toBeLessThan(0.5);
    const perfect = new Moments();
    for (let index = 0; index < 50; index++) perfect.add(1);
    expect(learntLowerBound(perfect, 0.05)).toBeLessThan(0.97);
  });
});

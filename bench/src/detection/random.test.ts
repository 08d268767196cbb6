import { describe, expect, test } from "bun:test";
import { beta, gamma, normal, type Random, randomOf, seedOf } from "./random.ts";

function moments(draw: (random: Random) => number): readonly [mean: number, variance: number] {
  const random = randomOf(seedOf("moments"), 1);
  const values = Array.from({ length: 40_000 }, () => draw(random));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean, values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length];
}

describe("random numbers", () => {
  test("are the same for the same seed and stream, and others for others", () => {
    const take = (seed: number, stream: number): readonly number[] => {
      const random = randomOf(seed, stream);
      return Array.from({ length: 5 }, () => random());
    };
    expect(take(1, 2)).toEqual(take(1, 2));
    expect(take(1, 2)).not.toEqual(take(1, 3));
    expect(take(1, 2)).not.toEqual(take(2, 2));
  });

  test.each<[string, (random: Random) => number, number, number]>([
    ["uniform", (random) => random(), 1 / 2, 1 / 12],
    ["normal", normal, 0, 1],
    ["gamma", (random) => gamma(2.5, random), 2.5, 2.5],
    ["gamma of a small shape", (random) => gamma(0.4, random), 0.4, 0.4],
    ["beta", (random) => beta(4, 1, random), 0.8, 0.16 / 6],
  ])("that are %s have its mean and its variance", (_name, draw, mean, variance) => {
    const [seenMean, seenVariance] = moments(draw);
    expect(Math.abs(seenMean - mean)).toBeLessThan(5 * Math.sqrt(variance / 40_000));
    expect(Math.abs(seenVariance / variance - 1)).toBeLessThan(0.1);
  });
});

import { describe, expect, test } from "bun:test";
import { meanOf, streams } from "../fixtures/streams.ts";
import { asymptoticHalfWidth } from "./asymptotic-sequence.ts";

describe("an asymptotic sequence", () => {
  test("holds a heavy-tailed mean at every count from a hundred on, in nineteen of twenty streams or more", () => {
    const variance = (Math.E - 1) * Math.E;
    const missed = streams(200, (random) => {
      let sum = 0;
      for (let count = 1; count <= 3_000; count++) {
        // Lognormal, by Box and Muller.
        sum += Math.exp(Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
        if (count >= 100 && Math.abs(sum / count - Math.exp(0.5)) > asymptoticHalfWidth(count, variance, 0.05))
          return 1;
      }
      return 0;
    });
    expect(meanOf(missed)).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 200));
  });

  test("says nothing of one value, and becomes narrower as the root of the count", () => {
    expect(asymptoticHalfWidth(1, 1, 0.05)).toBe(Infinity);
    const [some, many] = [asymptoticHalfWidth(1_000, 1, 0.05), asymptoticHalfWidth(100_000, 1, 0.05)];
    expect(some / many).toBeGreaterThan(7);
    expect(some / many).toBeLessThan(10);
  });
});

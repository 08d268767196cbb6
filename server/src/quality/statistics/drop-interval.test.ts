import { describe, expect, test } from "bun:test";
import { streams } from "../fixtures/streams.ts";
import { DropInterval } from "./drop-interval.ts";

interface Seen {
  readonly low: number;
  readonly high: number;
}

function intervals(count: number, units: number, share: number, drop: number): readonly Seen[] {
  return streams(count, (random) => {
    const interval = new DropInterval({ drop, step: 0.5 * Math.sqrt(0.16 / share / (1 - share) / units) }, 0.05);
    for (let unit = 0; unit < units; unit++) {
      const arm = random() < share ? "candidate" : "baseline";
      const value = random() < (arm === "candidate" ? 0.8 - drop : 0.8) ? 1 : 0;
      interval.add({ arm, value, probability: arm === "candidate" ? share : 1 - share });
    }
    const [low, high] = interval.interval;
    return { low, high };
  });
}

describe("an interval of the drop", () => {
  test("holds the drop, in nineteen of twenty streams or more", () => {
    for (const [share, drop] of [
      [0.5, 0],
      [0.5, 0.05],
      [0.2, -0.03],
    ] as const) {
      const missed = intervals(100, 1_200, share, drop).filter(({ low, high }) => drop < low || drop > high).length;
      expect(missed).toBeLessThan(100 * (0.05 + 3 * Math.sqrt((0.05 * 0.95) / 100)));
    }
  });

  test("becomes narrower with more units, and is everything before there are any", () => {
    const width = (units: number): number =>
      intervals(10, units, 0.5, 0.05).reduce((sum, { low, high }) => sum + high - low, 0) / 10;
    expect(width(4_000)).toBeLessThan(0.65 * width(1_000));
    expect(new DropInterval({ drop: 0, step: 0.01 }, 0.05).interval).toEqual([-1, 1]);
  });
});

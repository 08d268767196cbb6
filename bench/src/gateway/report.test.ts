import { describe, expect, test } from "bun:test";
import { GrowingSession, smallBody } from "./bodies.ts";
import { figures, median, renderFigures, type Sample } from "./report.ts";

describe("the bodies that are sent", () => {
  test("have the sizes that the table says", () => {
    expect(smallBody("seed").length / 1000).toBeCloseTo(0.6, 1);
    expect(new GrowingSession("seed", "77 KB").next().length / 1000).toBeGreaterThan(75);
    expect(new GrowingSession("seed", "77 KB").next().length / 1000).toBeLessThan(79);
    expect(Math.abs(new GrowingSession("seed", "800 KB").next().length / 1000 - 800)).toBeLessThan(25);
  });

  test("of a session extend each other, and no two sessions are alike", () => {
    const session = new GrowingSession("a", "77 KB");
    const [first, second] = [session.next(), session.next()];
    expect(second.startsWith(first.slice(0, -2))).toBe(true);
    expect(new GrowingSession("b", "77 KB").next()).not.toBe(first);
    expect(smallBody("a")).not.toBe(smallBody("b"));
  });
});

describe("the figures", () => {
  const sample = (subject: string, round: number, cpu: number): Sample => ({
    subject,
    kind: "0.6 KB",
    round,
    cpu,
    beside: undefined,
  });

  test("take ratios inside a round, so that a slow round slows both sides", () => {
    const samples = [sample("bare", 0, 10), sample("x", 0, 20), sample("bare", 1, 100), sample("x", 1, 200)];
    expect(figures(samples, "bare").map(({ ratio, cpu_us }) => [ratio, cpu_us])).toEqual([
      [1, 55],
      [2, 110],
    ]);
    expect(renderFigures(figures(samples, "bare"))).toContain("20-200");
  });

  test("are medians", () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
  });
});

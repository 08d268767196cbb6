import { describe, expect, test } from "bun:test";
import { randomOf } from "./random.ts";
import { drawValue, meanAt, type Traffic, unitsOf, type Values } from "./traffic.ts";

const TRAFFIC: Traffic = { values: "bernoulli", base: 0.8, drop: 0.1, share: 0.5 };

describe("traffic", () => {
  test("drops in one arm only, from the unit on that was said", () => {
    const later = { ...TRAFFIC, from: 100 };
    expect(meanAt(later, 100, true)).toBe(0.8);
    expect(meanAt(later, 101, true)).toBeCloseTo(0.7, 9);
    expect(meanAt(later, 101, false)).toBe(0.8);
  });

  test("drops bit by bit where it is a ramp", () => {
    const ramp = { ...TRAFFIC, from: 100, over: 200 };
    expect(meanAt(ramp, 200, true)).toBeCloseTo(0.75, 9);
    expect(meanAt(ramp, 10_000, true)).toBeCloseTo(0.7, 9);
  });

  test("swings in both arms alike", () => {
    const day = { ...TRAFFIC, drop: 0, swing: { height: 0.04, period: 1_000 } };
    expect(meanAt(day, 250, true)).toBeCloseTo(0.84, 9);
    expect(meanAt(day, 250, false)).toBe(meanAt(day, 250, true));
  });

  test("is seen through a judge that errs: a drop is smaller by what both of its errors take", () => {
    const judged = { ...TRAFFIC, judge: { sensitivity: 0.9, specificity: 0.9 } };
    expect(meanAt(judged, 1, false) - meanAt(judged, 1, true)).toBeCloseTo(0.08, 9);
  });

  test("comes in sessions whose turns are alike, in one arm each", () => {
    const next = unitsOf({ ...TRAFFIC, drop: 0, sessions: { turns: 5, correlation: 0.9 } }, randomOf(5, 6));
    const sessions = Array.from({ length: 400 }, () => Array.from({ length: 5 }, () => next()));
    expect(sessions.every((turns) => new Set(turns.map(({ candidate }) => candidate)).size === 1)).toBe(true);
    const alike = sessions.filter((turns) => new Set(turns.map(({ value }) => value)).size === 1);
    expect(alike.length).toBeGreaterThan(300);
  });

  test.each<Values>(["bernoulli", "beta", "lognormal"])("of %s values has the mean that was asked for", (values) => {
    const random = randomOf(3, 4);
    let sum = 0;
    for (let unit = 0; unit < 20_000; unit++) {
      const value = drawValue(values, 0.7, random);
      expect(value >= 0 && value <= 1).toBe(true);
      sum += value;
    }
    expect(Math.abs(sum / 20_000 - 0.7)).toBeLessThan(0.015);
  });
});

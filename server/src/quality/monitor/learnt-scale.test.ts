import { describe, expect, test } from "bun:test";
import { scaled } from "../detection/stream-line.ts";
import { randomOf } from "../statistics/seeded-random.ts";
import { ScaleLearner } from "./learnt-scale.ts";

describe("a scale that is learnt", () => {
  test("has the baseline's values in its middle half, by logarithms where they have a long tail", () => {
    const random = randomOf(8);
    const even = new ScaleLearner();
    const tailed = new ScaleLearner();
    const values: { readonly even: number; readonly tailed: number }[] = [];
    for (let index = 0; index < 50_000; index++) {
      const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      values.push({ even: 1_000 + 50 * normal, tailed: Math.exp(6 + normal) });
      even.add(1_000 + 50 * normal);
      tailed.add(Math.exp(6 + normal));
    }
    expect([even.scale.log, tailed.scale.log]).toEqual([false, true]);
    for (const kind of ["even", "tailed"] as const) {
      const scale = kind === "even" ? even.scale : tailed.scale;
      const inside = values.filter((one) => Math.abs(scaled(one[kind], scale) - 0.5) <= 0.26).length;
      expect(inside / values.length).toBeGreaterThan(0.98);
    }
  });

  test("has a width where all values are the same", () => {
    const learner = new ScaleLearner();
    for (let index = 0; index < 10; index++) learner.add(7);
    expect(scaled(7, learner.scale)).toBeCloseTo(0.5, 9);
  });
});

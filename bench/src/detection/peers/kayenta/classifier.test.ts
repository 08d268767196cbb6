import { describe, expect, test } from "bun:test";
import { classify } from "./classifier.ts";
import { shiftInterval } from "./shift-interval.ts";

describe("Kayenta's classifier", () => {
  const control = [54.9, 54.5, 55.1, 55.6, 57.4];

  test("takes an experiment of zeros for low, though it has no ratio of means", () => {
    expect(classify([0, 0, 0, 0, 0], control, { tolerance: 0.1, effects: [0.8, 1.2] })).toBe("Low");
  });

  test("looks away from what is not in its direction", () => {
    const lower = control.map((value) => value - 20);
    expect(classify(lower, control)).toBe("Low");
    expect(classify(lower, control, { direction: "Increase" })).toBe("Pass");
  });

  test("leaves values out that are none, or takes them for zeros", () => {
    const holes = control.map(() => Number.NaN);
    expect(classify(holes, control)).toBe("Nodata");
    expect(classify(holes, control, { missing: "Replace" })).toBe("Low");
  });

  test("passes what has moved by less than its tolerance leaves room for", () => {
    const near = control.map((value) => value - 0.5);
    expect(classify(near, control, { tolerance: 0.9 })).toBe("Pass");
  });
});

test("a sample that was moved is estimated to lie as far away as it was moved", () => {
  const values = Float64Array.from({ length: 60 }, (_, index) => Math.sin(index * 7.3) * 10).sort();
  const { lower, upper, estimate } = shiftInterval(
    values.map((value) => value + 3),
    values,
    0.95,
  );
  expect(estimate).toBeCloseTo(3, 2);
  expect(lower).toBeLessThan(3);
  expect(upper).toBeGreaterThan(3);
});

import { describe, expect, test } from "bun:test";
import { signChange } from "./bisect.ts";
import { leastOf } from "../least-of.ts";
import { mixtureBound } from "./mixture-bound.ts";

describe("a search", () => {
  test("finds where a function rises through zero, or falls", () => {
    expect(signChange((x) => x * x - 2, 0, 2, true)).toBeCloseTo(Math.SQRT2, 14);
    expect(signChange((x) => 2 - x * x, 0, 2, false)).toBeCloseTo(Math.SQRT2, 14);
  });

  test("finds the foot of a valley, and how deep it is", () => {
    const { at, value } = leastOf((x) => (x - 0.3) ** 2 + 5, -1, 1);
    expect(at).toBeCloseTo(0.3, 6);
    expect(value).toBeCloseTo(5, 12);
  });
});

describe("the sum that is enough", () => {
  test("is where the evidence reaches 1/alpha", () => {
    const bound = mixtureBound((s, v) => (s * s) / (2 * v), 10, 0.05);
    expect((bound * bound) / 20).toBeCloseTo(Math.log(20), 9);
  });

  test("is no more than there can be, and is refused where no sum is enough", () => {
    expect(mixtureBound((s) => s / 100, 10, 0.05, 7)).toBe(7);
    expect(() => mixtureBound(() => 0, 10, 0.05)).toThrow(RangeError);
  });
});

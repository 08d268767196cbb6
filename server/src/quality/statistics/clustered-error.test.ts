import { describe, expect, test } from "bun:test";
import { clusteredMean } from "./clustered-error.ts";

describe("a mean of values in clusters", () => {
  test("has the usual error where each value is a cluster of its own", () => {
    const values = [0, 1, 1, 0, 1, 1, 1, 0];
    const { mean, standardError, clusters } = clusteredMean(
      values,
      values.map((_, index) => String(index)),
    );
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
    expect([mean, clusters]).toEqual([0.625, 8]);
    expect(standardError).toBeCloseTo(Math.sqrt(variance / values.length), 12);
  });

  test("is as uncertain as if each cluster were one value where all of a cluster are the same", () => {
    const means = [0, 1, 1, 0];
    const whole = clusteredMean(means, ["a", "b", "c", "d"]);
    const copied = clusteredMean(
      means.flatMap((mean) => [mean, mean, mean]),
      ["a", "b", "c", "d"].flatMap((name) => [name, name, name]),
    );
    expect(copied.standardError).toBeCloseTo(whole.standardError, 12);
  });

  test("is not known from one cluster", () => {
    expect(clusteredMean([1, 0], ["a", "a"]).standardError).toBe(Infinity);
  });
});

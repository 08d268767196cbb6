import { describe, expect, test } from "bun:test";
import { type CohortsCase, cohortsOf } from "./cohorts.ts";
import { runTask } from "./simulations.ts";
import type { TrapCase } from "./traps.ts";

const CASE: CohortsCase = {
  sizes: [3, 4],
  cohort: [{ attribute: 1, part: 0.2 }],
  base: 0.8,
  drop: 0.3,
  alpha: 0.05,
  most: 12_000,
  confirm: true,
};

describe("streams of many cohorts", () => {
  test("have as many cohorts as values and pairs of values make", () => {
    expect(cohortsOf([])).toBe(1);
    expect(cohortsOf([4, 6, 7, 13])).toBe(346);
    const rows = runTask({ kind: "cohorts", one: CASE, from: 0, to: 3 });
    expect(rows.map((row) => row[3])).toEqual([20, 20, 20]);
  });

  test("find the one that drops, name it, and confirm it by later units", () => {
    for (const [unit, right, confirmed] of runTask({ kind: "cohorts", one: CASE, from: 0, to: 10 })) {
      expect(unit).toBeLessThan(CASE.most);
      expect(right).toBe(1);
      expect(confirmed).toBeGreaterThan(unit!);
    }
  });

  test("find nothing by an alpha that nothing reaches", () => {
    const one = { ...CASE, drop: 0, alpha: 1e-12 };
    expect(runTask({ kind: "cohorts", one, from: 0, to: 2 })).toEqual([
      [Infinity, 0, Infinity, 20],
      [Infinity, 0, Infinity, 20],
    ]);
  });
});

describe("traps", () => {
  const share = (one: Pick<TrapCase, "trap" | "by" | "post">, place: number): number => {
    const rows = runTask({ kind: "traps", one: { alpha: 0.05, margin: 0.03, drop: 0, ...one }, from: 0, to: 30 });
    return rows.reduce((sum, row) => sum + row[place]!, 0) / rows.length;
  };

  test("catch a z-test that is looked at again and again, and not the engine", () => {
    expect(share({ trap: "ramp" }, 4)).toBeGreaterThan(0.8);
    expect(share({ trap: "ramp" }, 0)).toBeLessThan(0.25);
  });

  test("of shorter sessions are seen by who gets into the cohort, not taken for worse ones", () => {
    const post = { trap: "shorter", post: ["long"] } as const;
    expect(share(post, 4)).toBeGreaterThan(0.6);
    expect(share(post, 0)).toBeLessThan(0.25);
    expect(share(post, 2)).toBeGreaterThan(0.8);
  });
});

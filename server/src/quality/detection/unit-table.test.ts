import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { UnitTable } from "./unit-table.ts";

describe("a table of units", () => {
  test("keeps the mean of each unit in its first arm, and knows who was in both", () => {
    const line = fc.tuple(
      fc.constantFrom("a", "b", "c", "d"),
      fc.boolean(),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const table = new UnitTable();
        for (const [unit, candidate, value] of lines) table.add(table.entry(unit, "s").slot, candidate, value);
        for (const unit of new Set(lines.map(([name]) => name))) {
          const own = lines.filter(([name]) => name === unit);
          const first = own[0]?.[1];
          const counted = own.filter(([, candidate]) => candidate === first).map(([, , value]) => value);
          const { slot, isNew } = table.entry(unit, "s");
          expect(isNew).toBe(false);
          expect(table.mean(slot)).toBeCloseTo(counted.reduce((sum, one) => sum + one, 0) / counted.length, 12);
          expect(table.crossed(slot)).toBe(own.length > counted.length);
        }
      }),
    );
  });

  test("keeps the probability of a unit's first line, and says once that another came, however large it grows", () => {
    const table = new UnitTable();
    for (let unit = 0; unit < 10_000; unit++)
      expect(table.contradicts(table.entry(`u${unit}`, "s").slot, true, unit / 10_000)).toBe(false);
    const { slot } = table.entry("u7000", "s");
    expect([0.7, 0.1, 0.1].map((p) => table.contradicts(slot, false, p))).toEqual([false, true, false]);
    expect(table.firstProbability(slot, 0.7)).toBe(0.7);
    expect(table.firstProbability(slot, 0.1)).toBeCloseTo(0.7, 6);
  });

  test("tells a hundred thousand units of two signals apart, each entering once a reading", () => {
    const table = new UnitTable();
    for (let unit = 0; unit < 100_000; unit++)
      for (const signal of ["x", "y"]) expect(table.entry(`session-${unit}`, signal).isNew).toBe(true);
    expect(table.size).toBe(200_000);
    const { slot } = table.entry("session-7", "y");
    expect([table.enter(slot), table.enter(slot)]).toEqual([true, false]);
    table.forgetEntered();
    expect(table.enter(slot)).toBe(true);
  });
});

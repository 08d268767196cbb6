import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { AGGREGATES, type SignalDefinition, usualDefinition } from "./definition.ts";
import { orientedValue, unitValue } from "./unit-value.ts";

const define = (parts: Partial<SignalDefinition>): SignalDefinition => ({
  ...usualDefinition("s"),
  windowMs: 100,
  ...parts,
});
const seen = (...values: readonly (readonly [number, number])[]) => values.map(([value, at]) => ({ value, at }));

describe("the value of a unit", () => {
  test.each([
    ["mean", 0.3],
    ["sum", 0.9],
    ["last", 0.1],
    ["max", 0.6],
    ["min", 0.1],
  ] as const)("is the %s of its values", (aggregate, expected) => {
    const values = seen([0.1, 30], [0.2, 10], [0.6, 20]);
    expect(unitValue(define({ aggregate }), values, 0)).toBeCloseTo(expected, 12);
  });

  test("is made of what lies in its window alone, from assignment on, and is none where nothing does", () => {
    const values = seen([0, 9], [1, 10], [1, 109], [0, 110]);
    expect(unitValue(define({}), values, 10)).toBe(1);
    expect(unitValue(define({}), values, 200)).toBeUndefined();
    expect(unitValue(define({}), [], 0)).toBeUndefined();
  });

  test("sums before it scales", () => {
    const definition = define({ aggregate: "sum", scale: { kind: "linear", low: 0, high: 10 } });
    expect(unitValue(definition, seen([2, 1], [3, 2]), 0)).toBe(0.5);
  });

  test("of several values at the last moment is the one that came last", () => {
    expect(unitValue(define({ aggregate: "last" }), seen([0.2, 5], [0.7, 5]), 0)).toBe(0.7);
  });

  test("is 1 where it is best, whichever way that is", () => {
    const scale = { kind: "linear", low: -1, high: 3 } as const;
    expect([3, 1, -1, 99, -99].map((value) => orientedValue(define({ scale }), value))).toEqual([1, 0.5, 0, 1, 0]);
    const lower = define({ scale, orientation: "lower" });
    expect([3, 1, -1].map((value) => orientedValue(lower, value))).toEqual([0, 0.5, 1]);
  });

  test("of a heavy tail goes by the logarithm between two bounds", () => {
    const definition = define({ scale: { kind: "log", low: 10, high: 1_000 } });
    expect([0, 10, 100, 1_000, 1e9].map((value) => orientedValue(definition, value))).toEqual([0, 0, 0.5, 1, 1]);
  });

  test("lies in [0,1] whatever was seen", () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true });
    const values = fc.array(fc.record({ value, at: fc.integer({ min: 0, max: 99 }) }), { minLength: 1 });
    const bounds = fc.tuple(
      fc.double({ min: 1e-6, max: 1, noNaN: true }),
      fc.double({ min: 1.1, max: 1e6, noNaN: true }),
    );
    fc.assert(
      fc.property(
        values,
        bounds,
        fc.constantFrom(...AGGREGATES),
        fc.constantFrom("linear" as const, "log" as const),
        fc.constantFrom("higher" as const, "lower" as const),
        (values, [low, high], aggregate, kind, orientation) => {
          const got = unitValue(define({ aggregate, orientation, scale: { kind, low, high } }), values, 0);
          expect(got).toBeGreaterThanOrEqual(0);
          expect(got).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

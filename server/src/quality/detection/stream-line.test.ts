import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { comparisonLine, LineProblem, scaled, unscaled } from "./stream-line.ts";

const GOOD = { unit: "u1", arm: "baseline", p: 0.5, value: 0.7 };

describe("a line of a comparison", () => {
  test("met no error where its column says so, however CSV writes that", () => {
    for (const error of [false, "false", "False", "0", "no", " No ", "", null])
      expect(comparisonLine({ ...GOOD, error }, undefined)).toMatchObject({ value: 0.7 });
    for (const error of [true, "overloaded", "True", "1"])
      expect(comparisonLine({ ...GOOD, error }, undefined).error).toBeString();
    for (const error of ["False", "0", "no"])
      expect(comparisonLine({ ...GOOD, error }, undefined)).not.toHaveProperty("error");
  });

  test("is read with its signal, time and attributes; numbers may be texts, as CSV has them", () => {
    expect(
      comparisonLine(
        { ...GOOD, unit: 7, p: "0.25", value: "1", signal: "s", t: "2026-04-01T00:00:00Z", attrs: { plan: "free" } },
        undefined,
      ),
    ).toEqual({
      unit: "7",
      arm: "baseline",
      p: 0.25,
      value: 1,
      signal: "s",
      time: Date.UTC(2026, 3, 1),
      attributes: { plan: "free" },
    });
    expect(comparisonLine({ ...GOOD, value: true }, undefined)).toEqual({
      ...GOOD,
      value: 1,
      signal: "value",
    } as never);
  });

  test.each([
    [{ ...GOOD, unit: undefined }, "has no unit"],
    [{ ...GOOD, unit: {} }, "unit is {}"],
    [{ ...GOOD, arm: undefined }, "has no arm"],
    [{ ...GOOD, arm: "treatment" }, '"baseline" or "candidate"'],
    [{ ...GOOD, p: undefined }, "has no p"],
    [{ ...GOOD, p: 1.5 }, "from 0 to 1"],
    [{ ...GOOD, value: undefined }, "has no value"],
    [{ ...GOOD, value: null }, "has no value"],
    [{ ...GOOD, value: "abc" }, 'value is "abc"'],
    [{ ...GOOD, value: 1.01 }, "--scale"],
    [{ ...GOOD, value: -0.01 }, "--scale"],
    [{ ...GOOD, t: "yesterday" }, 't is "yesterday"'],
    [{ ...GOOD, attrs: [1] }, "attrs is [1]"],
    [{ ...GOOD, attrs: { a: { b: 1 } } }, "attrs.a is"],
    [{ ...GOOD, signal: 3 }, "signal is 3"],
  ])("is refused with what is wrong: %j", (record, problem) => {
    expect(() => comparisonLine(record, undefined)).toThrow(LineProblem);
    expect(() => comparisonLine(record, undefined)).toThrow(problem);
  });

  test("is scaled from the worst to the best, whichever is larger, and back", () => {
    const ends = fc.tuple(
      fc.double({ min: 0.1, max: 1e6, noNaN: true }),
      fc.double({ min: 0.1, max: 1e6, noNaN: true }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(ends, fc.double({ min: 0, max: 1, noNaN: true }), ([low, high, log], part) => {
        fc.pre(Math.abs(Math.log(low) - Math.log(high)) > 0.01);
        const scale = { low, high, log };
        expect(scaled(unscaled(part, scale), scale)).toBeCloseTo(part, 6);
        expect([scaled(low, scale), scaled(high, scale)]).toEqual([expect.closeTo(0, 9), expect.closeTo(1, 9)]);
      }),
    );
    expect([
      scaled(9_000, { low: 8_000, high: 200, log: true }),
      scaled(0, { low: 8_000, high: 200, log: true }),
    ]).toEqual([0, 1]);
  });
});

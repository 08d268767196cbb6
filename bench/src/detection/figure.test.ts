import { describe, expect, test } from "bun:test";
import { asOnPage, falseAlarmLimit, type Figure, meanOf, quantileOf, withinLimit } from "./figure.ts";

const FIGURE: Figure = { what: "delay", unit: "units", seen: 100 };

describe("a figure", () => {
  test("has no limit and no page where none is named", () => {
    expect([withinLimit(FIGURE), asOnPage(FIGURE)]).toEqual([undefined, undefined]);
  });

  test("is within a limit from above, or from below", () => {
    expect(withinLimit({ ...FIGURE, limit: { atMost: 100 } })).toBe(true);
    expect(withinLimit({ ...FIGURE, limit: { atMost: 99 } })).toBe(false);
    expect(withinLimit({ ...FIGURE, limit: { atLeast: 101 } })).toBe(false);
  });

  test("is as on the page within a twentieth and its own errors, and where a cost is lower", () => {
    expect(asOnPage({ ...FIGURE, page: 96 })).toBe(true);
    expect(asOnPage({ ...FIGURE, page: 90 })).toBe(false);
    expect(asOnPage({ ...FIGURE, page: 90, error: 2 })).toBe(true);
    expect(asOnPage({ ...FIGURE, page: 200 })).toBe(true);
    expect(asOnPage({ ...FIGURE, page: 200, better: "neither" })).toBe(false);
  });
});

test("a mean comes with its standard error, and a quantile is one of the values", () => {
  expect(meanOf([1, 2, 3, 4])).toEqual({ seen: 2.5, error: Math.sqrt(5 / 3 / 4) });
  expect(quantileOf([4, 1, 3, 2], 0.5)).toBe(3);
});

test("of 2,000 streams 123 may alarm at five per cent", () => {
  expect(falseAlarmLimit(0.05, 2_000) * 2_000).toBe(123);
});

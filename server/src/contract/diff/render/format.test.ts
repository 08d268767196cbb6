import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { FORMATS, render } from "./format.ts";
import { hostileReport } from "./report-suite.ts";

describe("every format", () => {
  test("has nothing in it that a terminal would obey, whatever the texts, but ends of lines and tabulators", () => {
    const format = fc.constantFrom(...FORMATS);
    fc.assert(
      fc.property(hostileReport, format, (report, format) => {
        const text = render(report, format, { colour: false }).replace(/[\n\t]/g, "");
        expect(text).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
      }),
      { numRuns: 300 },
    );
  });

  test("says the same of the same report", () => {
    fc.assert(
      fc.property(hostileReport, fc.constantFrom(...FORMATS), (report, format) => {
        const terminal = { colour: true, width: 120 };
        expect(render(structuredClone(report), format, terminal)).toBe(render(report, format, terminal));
      }),
    );
  });
});

import { describe, expect, test } from "bun:test";
import { hasFailed } from "./report.ts";
import { AFTER, BEFORE, sampleReport } from "./render/report-suite.ts";

const BREAKING = [{ rule: "REASONING_EFFORT_LOWERED" }, { rule: "VERSION_NOT_BUMPED" }] as const;

describe("a report", () => {
  test("fails by what is as bad as it is asked to fail on", () => {
    expect(hasFailed(sampleReport(BEFORE, AFTER))).toBe(true);
    expect(hasFailed(sampleReport(BEFORE, AFTER, { failOn: "never" }))).toBe(false);
    const safe = sampleReport("economics: { input_per_mtok: 5 }", "economics: { input_per_mtok: 4 }", {
      failOn: "risky",
    });
    expect(hasFailed(safe)).toBe(false);
  });

  test("does not fail by what is waived, and still says what version it asks for", () => {
    const report = sampleReport(BEFORE, AFTER, { waived: BREAKING });
    expect([hasFailed(report), report.surfaces[0]?.bump]).toEqual([false, "major"]);
    expect(hasFailed(sampleReport(BEFORE, AFTER, { waived: BREAKING, failOn: "risky" }))).toBe(true);
  });

  test("fails by a waiver that is over", () => {
    const waived = BREAKING.map((one) => ({ ...one, expires: "2025-12-31" }));
    expect(hasFailed(sampleReport(BEFORE, AFTER, { waived }))).toBe(true);
  });

  test("fails by a waiver that waives nothing only where it is asked to", () => {
    const waived = [...BREAKING, { rule: "TOOL_REMOVED" }];
    expect(hasFailed(sampleReport(BEFORE, AFTER, { waived }))).toBe(false);
    expect(hasFailed(sampleReport(BEFORE, AFTER, { waived, failOnUnused: true }))).toBe(true);
  });
});

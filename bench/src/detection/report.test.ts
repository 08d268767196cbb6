import { describe, expect, test } from "bun:test";
import type { Figure } from "./figure.ts";
import { renderStudy, summaryOf, verdictOf } from "./report.ts";

const GOOD: Figure = { what: "delay", unit: "units", seen: 5_312.4, error: 41, page: 5_300, bound: 4_491 };
const BAD: Figure = { what: "false alarms", unit: "share", seen: 0.0712, limit: { atMost: 0.0615 }, note: "at 5 %" };
const STUDY = { id: "a", title: "A", findings: { figures: [GOOD, BAD] } };

describe("a report", () => {
  test("says beside each figure what the page says, and what is accepted", () => {
    const lines = renderStudy(STUDY).split("\n");
    expect(lines[2]).toMatch(/^delay +units +5300 +5312 +41 +4491 +1\.18 +as page$/);
    expect(lines[3]).toMatch(/^false alarms \[1\] +share +0\.071 +<= 0\.061 +NOT MET$/);
    expect(lines[4]).toBe("[1] at 5 %");
  });

  test("counts what is met, and names what is not", () => {
    expect(summaryOf([STUDY])).toBe("0 of 1 limits are met.\nNot met: false alarms (0.071).");
    expect(verdictOf({ ...BAD, seen: 0.05 })).toBe("met");
  });

  test("has the tables of its own below", () => {
    const table = { title: "Peers", head: ["method", "units"], rows: [["ours", "1"]] };
    expect(renderStudy({ ...STUDY, findings: { figures: [], tables: [table] } })).toContain("Peers\n\nmethod  units\n");
  });
});

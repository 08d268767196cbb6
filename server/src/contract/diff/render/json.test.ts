import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { renderJson } from "./json.ts";
import { AFTER, BEFORE, hostileReport, sampleReport } from "./report-suite.ts";

interface Document {
  readonly verdict: string;
  readonly required_bump: string | null;
  readonly findings: readonly {
    readonly rule: string;
    readonly waiver?: { readonly owner: string };
    readonly place: unknown;
  }[];
  readonly unused_waivers: readonly { readonly rule: string; readonly why: string }[];
}
const parsed = (text: string): Document => JSON.parse(text) as Document;

describe("a report as JSON", () => {
  test("has what was compared, the verdict, and each finding with its place", () => {
    expect(parsed(renderJson(sampleReport(BEFORE, AFTER)))).toMatchObject({
      surface: "helper",
      before: "helper@1.0.0",
      after: "helper@1.1.0",
      required_bump: "major",
      verdict: "fail",
      fail_on: "breaking",
    });
    const { findings } = parsed(renderJson(sampleReport(BEFORE, AFTER)));
    expect(findings[0]).toMatchObject({
      rule: "REASONING_EFFORT_LOWERED",
      place: { file: "contracts/helper.yaml", line: 1 },
    });
  });

  test("has by whom a finding is waived, and which waivers waive nothing", () => {
    const waived = [{ rule: "REASONING_EFFORT_LOWERED" }, { rule: "VERSION_NOT_BUMPED" }, { rule: "TOOL_REMOVED" }];
    const { verdict, findings, unused_waivers } = parsed(renderJson(sampleReport(BEFORE, AFTER, { waived })));
    expect(verdict).toBe("pass");
    expect(findings.at(-1)?.waiver).toMatchObject({ owner: "ana" });
    expect(unused_waivers).toMatchObject([{ rule: "TOOL_REMOVED", why: "nothing in this diff has its fingerprint" }]);
  });

  test("says of two equal contracts that nothing is asked for", () => {
    expect(parsed(renderJson(sampleReport(BEFORE, BEFORE, { failOn: "never" }))).verdict).toBe("pass");
  });

  test("is one line that can be read back, whatever the texts", () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const text = renderJson(report);
        expect(text.trimEnd().split("\n")).toHaveLength(1);
        const document = JSON.parse(text) as { findings?: unknown; surfaces?: { findings: unknown }[] };
        expect((document.surfaces?.[0] ?? document).findings).toEqual(report.surfaces[0]?.findings);
      }),
    );
  });
});

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { renderGitlab } from "./gitlab.ts";
import { AFTER, BEFORE, hostileReport, sampleReport } from "./report-suite.ts";

interface Entry {
  readonly check_name: string;
  readonly severity: string;
  readonly fingerprint: string;
  readonly description: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}
const entries = (text: string): readonly Entry[] => JSON.parse(text) as readonly Entry[];

describe("a report for GitLab's code quality", () => {
  test("has an entry a finding: what fails is critical, what is safe an information", () => {
    const all = entries(renderGitlab(sampleReport(BEFORE, AFTER)));
    expect(
      all.map(({ check_name, severity, location }) => [check_name, severity, location.path, location.lines.begin]),
    ).toEqual([
      ["REASONING_EFFORT_LOWERED", "critical", "contracts/helper.yaml", 1],
      ["VERSION_NOT_BUMPED", "critical", "contracts/helper.yaml", 2],
      ["SYSTEM_PROMPT_CHANGED", "minor", "contracts/helper.yaml", 3],
      ["PRICE_LOWERED", "info", "contracts/helper.yaml", 4],
    ]);
  });

  test("has what is waived as an information, and an unused waiver where it is written", () => {
    const waived = [{ rule: "VERSION_NOT_BUMPED" }, { rule: "TOOL_REMOVED" }];
    const all = entries(renderGitlab(sampleReport(BEFORE, AFTER, { waived })));
    const one = all.find(({ check_name }) => check_name === "VERSION_NOT_BUMPED");
    expect([one?.severity, one?.description]).toEqual(["info", expect.stringContaining("waived by ana")]);
    expect(all.at(-1)).toMatchObject({
      check_name: "WAIVER_UNUSED",
      location: { path: "bellwether.waivers.yaml", lines: { begin: 2 } },
    });
  });

  test("has all that GitLab asks for, whatever the texts", () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        for (const { description, fingerprint, severity, location } of entries(renderGitlab(report))) {
          expect([description.length > 0, fingerprint.length > 0]).toEqual([true, true]);
          expect(["info", "minor", "major", "critical", "blocker"]).toContain(severity);
          expect([typeof location.path, location.lines.begin > 0]).toEqual(["string", true]);
        }
      }),
    );
  });
});

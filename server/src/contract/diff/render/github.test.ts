import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { renderGithub } from "./github.ts";
import { AFTER, BEFORE, hostileReport, sampleReport } from "./report-suite.ts";

const COMMAND = /^::(error|warning|notice) ((?:[a-z]+=[^,:]*,)*title=[^,:]*)::([^\r\n]*)$/;

describe("a report as annotations of GitHub", () => {
  test("has a line a finding, at its place, as an error where it fails, and a line a surface", () => {
    const lines = renderGithub(sampleReport(BEFORE, AFTER)).trimEnd().split("\n");
    expect(lines.map((line) => line.split("::")[1])).toEqual([
      "error file=contracts/helper.yaml,line=1,col=3,title=REASONING_EFFORT_LOWERED (breaking)",
      "error file=contracts/helper.yaml,line=2,col=3,title=VERSION_NOT_BUMPED (breaking)",
      "warning file=contracts/helper.yaml,line=3,col=3,title=SYSTEM_PROMPT_CHANGED (risky)",
      "notice file=contracts/helper.yaml,line=4,col=3,title=PRICE_LOWERED (safe)",
      undefined,
    ]);
    expect(lines.at(-1)).toBe("helper@1.0.0 -> helper@1.1.0: 2 breaking, 1 risky, 1 safe; asks for a major version");
  });

  test("has what fails as an error, and what is waived as a notice", () => {
    const lines = renderGithub(
      sampleReport(BEFORE, AFTER, { failOn: "risky", waived: [{ rule: "VERSION_NOT_BUMPED" }] }),
    );
    expect(lines).toMatch(/^::error .*SYSTEM_PROMPT_CHANGED/m);
    expect(lines).toMatch(/^::notice .*VERSION_NOT_BUMPED \(waived\)::.*%0Awaived by ana until 2026-06-30/m);
  });

  test("warns of a waiver that waives nothing, at its line", () => {
    const lines = renderGithub(sampleReport(BEFORE, AFTER, { waived: [{ rule: "TOOL_REMOVED" }] }));
    expect(lines).toMatch(/^::warning file=bellwether.waivers.yaml,line=1,col=3,title=WAIVER_UNUSED::unused waiver/m);
  });

  test("has one line for each, whatever the texts: none begins another command", () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const lines = renderGithub(report)
          .trimEnd()
          .split(/[\r\n\u2028\u2029]/);
        const findings = report.surfaces.flatMap((surface) => surface.findings).length;
        const commands = lines.slice(0, findings + report.unused.length);
        for (const line of commands) expect(line).toMatch(COMMAND);
        expect(lines.slice(commands.length).filter((line) => line.startsWith("::"))).toEqual([]);
        expect(lines).toHaveLength(commands.length + report.surfaces.length);
      }),
    );
  });
});

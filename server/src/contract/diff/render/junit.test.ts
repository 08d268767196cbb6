import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { SaxesParser } from "saxes";
import { renderJunit } from "./junit.ts";
import { AFTER, BEFORE, hostileReport, sampleReport } from "./report-suite.ts";

interface Read {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Every element in order; throws where the text is not well-formed XML. */
function elements(xml: string): readonly Read[] {
  const found: Read[] = [];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => found.push({ name, attributes }));
  parser.write(xml).close();
  return found;
}
const named = (xml: string, name: string): readonly Read[] => elements(xml).filter((one) => one.name === name);

describe("a report as JUnit's XML", () => {
  test("has a case a finding, with its place; what fails is a failure", () => {
    const xml = renderJunit(sampleReport(BEFORE, AFTER));
    const cases = named(xml, "testcase").map(({ attributes }) => attributes);
    expect(cases.map(({ name }) => name?.split(" ")[0])).toEqual([
      "REASONING_EFFORT_LOWERED",
      "VERSION_NOT_BUMPED",
      "SYSTEM_PROMPT_CHANGED",
      "PRICE_LOWERED",
    ]);
    expect(cases[0]).toMatchObject({
      file: "contracts/helper.yaml",
      line: "1",
      classname: "bellwether.contract.helper",
    });
    expect(named(xml, "failure").map(({ attributes }) => attributes["type"])).toEqual([
      "REASONING_EFFORT_LOWERED",
      "VERSION_NOT_BUMPED",
    ]);
    expect(named(xml, "testsuite")[0]?.attributes).toMatchObject({ tests: "4", failures: "2", skipped: "0" });
  });

  test("skips what is waived, with the owner and the reason", () => {
    const xml = renderJunit(sampleReport(BEFORE, AFTER, { waived: [{ rule: "REASONING_EFFORT_LOWERED" }] }));
    expect(named(xml, "skipped")[0]?.attributes["message"]).toContain(
      "waived by ana until 2026-06-30: agreed with support",
    );
    expect(named(xml, "failure")).toHaveLength(1);
  });

  test("has a passing case where nothing changed: some readers take an empty suite for a mistake", () => {
    const xml = renderJunit(sampleReport(BEFORE, BEFORE, { failOn: "never" }));
    expect(named(xml, "testcase").length).toBeGreaterThan(0);
    expect(named(xml, "failure")).toEqual([]);
  });

  test("has a suite of unused waivers, which fail where they are to", () => {
    const waived = [{ rule: "TOOL_REMOVED" }];
    const told = renderJunit(sampleReport(BEFORE, BEFORE, { failOn: "never", waived }));
    expect([named(told, "testsuite").length, named(told, "failure").length]).toEqual([2, 0]);
    const failing = renderJunit(sampleReport(BEFORE, BEFORE, { failOn: "never", waived, failOnUnused: true }));
    expect(named(failing, "failure").map(({ attributes }) => attributes["type"])).toEqual(["WAIVER_UNUSED"]);
  });

  test("is well-formed, whatever the texts", () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const xml = renderJunit(report);
        const findings = report.surfaces.flatMap((surface) => surface.findings);
        expect(named(xml, "failure")).toHaveLength(
          findings.filter(({ fails }) => fails).length + (report.failOnUnused ? report.unused.length : 0),
        );
      }),
    );
  });
});

import { junitOf, type TestCase, type TestOutcome, type TestSuite } from "../../../core/junit.ts";
import { type DiffReport, hasFailed, type ReportedFinding, type ReportedSurface } from "../report.ts";
import type { UnusedWaiver } from "../waivers/apply.ts";
import { agreement, comparedNames, sentenceOf, unusedSentence, WAIVER_UNUSED } from "./words.ts";

/** A report as JUnit's XML: a suite a surface, a case a finding; waived ones are skipped. */
export function renderJunit(report: DiffReport): string {
  const suites: TestSuite[] = report.surfaces.map((surface) => ({
    name: comparedNames(surface),
    cases: casesOf(surface),
  }));
  if (report.unused.length > 0)
    suites.push({ name: "waivers", cases: report.unused.map((one) => unusedCase(one, report)) });
  return junitOf(`bellwether contract diff: ${hasFailed(report) ? "fail" : "pass"}`, suites);
}

function casesOf({ surface, findings }: ReportedSurface): readonly TestCase[] {
  const classname = `bellwether.contract.${surface}`;
  if (findings.length === 0) return [{ name: "nothing changed", classname, outcome: { kind: "passed" } }];
  return findings.map((finding) => ({
    name: `${finding.rule} ${finding.path} [${finding.fingerprint}]`,
    classname,
    place: finding.place,
    outcome: outcomeOf(finding),
  }));
}

function outcomeOf(finding: ReportedFinding): TestOutcome {
  const agreed = agreement(finding);
  if (finding.waiver !== undefined) return { kind: "skipped", message: `${sentenceOf(finding)}; ${agreed ?? ""}` };
  const { place, why, severity, rule, fails } = finding;
  const at = place === undefined ? [] : [`${place.file}:${place.line}:${place.column}`];
  const text = [sentenceOf(finding), ...(agreed === undefined ? [] : [agreed]), `why it matters: ${why}`, ...at].join(
    "\n",
  );
  if (!fails) return { kind: "passed", text: `${severity}: ${text}` };
  return { kind: "failed", type: rule, message: `${severity}: ${sentenceOf(finding)}`, text };
}

function unusedCase(one: UnusedWaiver, { failOnUnused }: DiffReport): TestCase {
  const text = unusedSentence(one);
  return {
    name: `${WAIVER_UNUSED} ${one.waiver.rule} [${one.waiver.fingerprint}]`,
    classname: "bellwether.contract.waivers",
    place: one.waiver.place,
    outcome: failOnUnused ? { kind: "failed", type: WAIVER_UNUSED, message: text, text } : { kind: "passed", text },
  };
}

import { plainJson } from "../../../core/plain-text.ts";
import { type DiffReport, findingsOf, type ReportedFinding } from "../report.ts";
import { visible } from "./visible.ts";
import { agreement, sentenceOf, unusedSentence, WAIVER_UNUSED } from "./words.ts";

/** An entry of GitLab's report of code quality (docs.gitlab.com, "Code Quality", custom tools). */
interface Entry {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: "info" | "minor" | "major" | "critical" | "blocker";
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

/** A report for GitLab's widget of code quality. */
export function renderGitlab(report: DiffReport): string {
  const findings = findingsOf(report).map(({ surface, finding }): Entry => {
    const agreed = agreement(finding);
    const place = finding.place ?? { file: surface.after ?? surface.before ?? surface.surface, line: 1 };
    return {
      description: visible([sentenceOf(finding), ...(agreed === undefined ? [] : [agreed]), finding.why].join(" - ")),
      check_name: finding.rule,
      // The same change of two surfaces is two entries, and GitLab shows equal fingerprints once.
      fingerprint: `${surface.surface}-${finding.fingerprint}`,
      severity: severityOf(finding),
      location: { path: place.file, lines: { begin: place.line } },
    };
  });
  const unused = report.unused.map(({ waiver, why }): Entry => ({
    description: visible(unusedSentence({ waiver, why })),
    check_name: WAIVER_UNUSED,
    fingerprint: `waiver-${waiver.surface ?? ""}-${waiver.fingerprint}`,
    severity: report.failOnUnused ? "major" : "minor",
    location: { path: waiver.place.file, lines: { begin: waiver.place.line } },
  }));
  return `${plainJson(JSON.stringify([...findings, ...unused], null, 2))}\n`;
}

function severityOf({ severity, waiver, fails }: ReportedFinding): Entry["severity"] {
  if (waiver !== undefined || severity === "safe") return fails ? "major" : "info";
  if (severity === "breaking") return fails ? "critical" : "major";
  return fails ? "major" : "minor";
}

import { plainJson } from "../../../core/plain-text.ts";
import { requiredBump } from "../diff.ts";
import { type DiffReport, findingsOf, hasFailed, type ReportedSurface } from "../report.ts";

/**
 * A report as JSON: one document on one line. Two contracts have their findings at its top, two
 * sets of contracts by surface.
 */
export function renderJson(report: DiffReport): string {
  const { many, surfaces, unused, failOn } = report;
  const common = {
    verdict: hasFailed(report) ? "fail" : "pass",
    fail_on: failOn,
    unused_waivers: unused.map(({ waiver, why }) => ({ ...waiver, why })),
  };
  const [first] = surfaces;
  const all = findingsOf(report).map(({ finding }) => finding);
  const document =
    many || first === undefined
      ? { required_bump: requiredBump(all) ?? null, ...common, surfaces: surfaces.map(surfaceDocument) }
      : { ...surfaceDocument(first), ...common };
  return `${plainJson(JSON.stringify(document))}\n`;
}

function surfaceDocument({
  surface,
  before,
  after,
  bump,
  findings,
}: ReportedSurface): Readonly<Record<string, unknown>> {
  return { surface, before: before ?? null, after: after ?? null, required_bump: bump ?? null, findings };
}

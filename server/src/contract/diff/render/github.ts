import type { Place } from "../../places.ts";
import { type DiffReport, findingsOf, type ReportedFinding } from "../report.ts";
import { visible } from "./visible.ts";
import { agreement, asks, comparedNames, sentenceOf, tally, unusedSentence, WAIVER_UNUSED } from "./words.ts";

type Level = "error" | "warning" | "notice";

/**
 * A report as workflow commands of GitHub Actions: an annotation a finding, at its line, and one
 * plain line for each surface.
 *
 * What has to be escaped is what the runner's own toolkit escapes (actions/toolkit, command.ts).
 */
export function renderGithub(report: DiffReport): string {
  const findings = findingsOf(report).map(({ finding }) => {
    const agreed = agreement(finding);
    const said = [sentenceOf(finding), ...(agreed === undefined ? [] : [agreed]), `why it matters: ${finding.why}`];
    const title = `${finding.rule} (${finding.waiver === undefined ? finding.severity : "waived"})`;
    return command(levelOf(finding), title, `${said.join("\n")}\nfingerprint: ${finding.fingerprint}`, finding.place);
  });
  const unused = report.unused.map((one) =>
    command(report.failOnUnused ? "error" : "warning", WAIVER_UNUSED, unusedSentence(one), one.waiver.place),
  );
  const summaries = report.surfaces.map((surface) => {
    const bump = asks(surface.bump);
    const changes = surface.findings.length === 0 ? "nothing changed" : tally(surface.findings);
    return `${comparedNames(surface)}: ${changes}${bump === "" ? "" : `; ${bump}`}`;
  });
  return [...findings, ...unused, ...summaries].map((line) => `${line}\n`).join("");
}

function levelOf({ severity, waiver, fails }: ReportedFinding): Level {
  if (fails) return "error";
  return waiver !== undefined || severity === "safe" ? "notice" : "warning";
}

function command(level: Level, title: string, message: string, place: Place | undefined): string {
  const at = place === undefined ? [] : [`file=${property(place.file)}`, `line=${place.line}`, `col=${place.column}`];
  return `::${level} ${[...at, `title=${property(title)}`].join(",")}::${data(message)}`;
}

/** Lines stay lines for GitHub; what else a log would obey is shown. */
function data(text: string): string {
  return text.split("\n").map(visible).join("\n").replaceAll("%", "%25").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

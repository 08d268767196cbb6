import { compareProse } from "../prose.ts";
import { type ProseValues, proseOfEach } from "../prose-values.ts";
import { type DiffReport, findingsOf, hasFailed, type ReportedFinding, type ReportedSurface } from "../report.ts";
import { code, fence, plain } from "./markdown-text.ts";
import { runs } from "./unified.ts";
import { visible } from "./visible.ts";
import { agreement, asks, comparedNames, proposedWaivers, sentenceOf, tally, unusedSentence } from "./words.ts";

/** A comment may have 65,536 characters; beyond this many, prompts are no longer shown. */
const MOST_PROSE = 40_000;

/** A line of a prompt that is longer is cut. */
const MOST_COLUMNS = 1_000;

/** A report as a comment under a pull request: verdict, tables, prompts, and how to waive. */
export function renderMarkdown(report: DiffReport): string {
  const left = { characters: MOST_PROSE };
  const blocks = [
    `## Contract diff: ${hasFailed(report) ? "fails" : "passes"}`,
    verdict(report),
    ...report.surfaces.flatMap((surface) => surfaceBlocks(surface, left)),
    ...unusedBlocks(report),
    ...waiverBlocks(report),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function verdict(report: DiffReport): string {
  const all = findingsOf(report).map(({ finding }) => finding);
  if (all.length === 0) return "Nothing changed for those who rely on it.";
  const failing = all.filter(({ fails }) => fails).length;
  const first =
    failing === 0
      ? `Nothing is as bad as \`--fail-on ${report.failOn}\` says`
      : `**${failing === 1 ? "One change is" : `${failing} changes are`} as bad as \`--fail-on ${report.failOn}\` says**`;
  return `${first}: ${tally(all)}.`;
}

function surfaceBlocks(surface: ReportedSurface, left: { characters: number }): readonly string[] {
  const bump = asks(surface.bump);
  const title = `### ${plain(comparedNames(surface, "→"))}${bump === "" ? "" : ` (${bump})`}`;
  if (surface.findings.length === 0) return [title, "Nothing changed."];
  const isQuiet = ({ severity, fails, waiver, expired }: ReportedFinding): boolean =>
    severity === "safe" && !fails && waiver === undefined && expired === undefined;
  const [loud, quiet] = [surface.findings.filter((one) => !isQuiet(one)), surface.findings.filter(isQuiet)];
  const proses = proseOfEach(surface.findings);
  const shown = (some: readonly ReportedFinding[]): string[] =>
    some.flatMap((finding) => {
      const prose = proses.get(finding);
      return prose === undefined ? [] : proseBlocks(finding, prose, left);
    });
  const folded = `<details><summary>${quiet.length} safe ${quiet.length === 1 ? "change" : "changes"}</summary>`;
  return [
    title,
    ...(loud.length === 0 ? [] : [table(loud), ...shown(loud)]),
    ...(quiet.length === 0 ? [] : [folded, table(quiet), ...shown(quiet), "</details>"]),
  ];
}

function table(findings: readonly ReportedFinding[]): string {
  const rows = findings.map((finding) => {
    const { severity, rule, path, place, fingerprint, waiver, fails, why } = finding;
    const agreed = agreement(finding);
    const label = waiver !== undefined ? "waived" : fails ? `**${severity}**` : severity;
    const where = place === undefined ? code(path) : `${code(path)}<br>${code(`${place.file}:${place.line}`)}`;
    const what = [plain(sentenceOf(finding)), ...(agreed === undefined ? [] : [`<em>${plain(agreed)}</em>`])];
    if (waiver === undefined) what.push(`<sub>${plain(why)}</sub>`);
    return `| ${[label, `${code(rule)}<br>${code(fingerprint)}`, where, what.join("<br>")].join(" | ")} |`;
  });
  return ["| | rule, fingerprint | where | what changes |", "|---|---|---|---|", ...rows].join("\n");
}

function proseBlocks(
  finding: ReportedFinding,
  { before, after }: ProseValues,
  left: { characters: number },
): readonly string[] {
  const lines = diffLines(compareProse(before, after));
  const text = lines.join("\n");
  left.characters -= text.length;
  const title = code(finding.path);
  if (left.characters < 0) return [`${title}: the text is too long for a comment; \`--format text\` shows it.`];
  return [title, fence(text, "diff")];
}

function diffLines(rows: ReturnType<typeof compareProse>): readonly string[] {
  const line = (sign: string, text: string): string => {
    const shown = visible(text);
    return `${sign}${shown.length > MOST_COLUMNS ? `${shown.slice(0, MOST_COLUMNS).toWellFormed()}…` : shown}`;
  };
  return runs(rows).flatMap((run) => {
    const [first] = run;
    if (first?.kind === "skipped") return [`@@ ${first.count} lines are the same @@`];
    if (first?.kind === "same") return [line(" ", first.text)];
    const side = (of: "before" | "after", sign: string): string[] =>
      run.flatMap((row) => {
        const pieces = row.kind === "changed" ? row[of]?.pieces : undefined;
        return pieces === undefined ? [] : [line(sign, pieces.map(({ text }) => text).join(""))];
      });
    return [...side("before", "-"), ...side("after", "+")];
  });
}

function unusedBlocks({ unused, failOnUnused, waiversFile }: DiffReport): readonly string[] {
  if (unused.length === 0) return [];
  const lines = unused.map((one) => `- ${plain(unusedSentence(one))} (line ${one.waiver.place.line})`);
  return [`### Unused waivers in ${code(waiversFile)}${failOnUnused ? ": they fail" : ""}`, lines.join("\n")];
}

function waiverBlocks(report: DiffReport): readonly string[] {
  const waivers = proposedWaivers(report);
  if (waivers.length === 0) return [];
  return [
    `To accept what fails, put the lines that you answer for into ${code(report.waiversFile)}, with your name and the reason:`,
    fence(waivers.join("\n"), "yaml"),
  ];
}

import { compareProse } from "../prose.ts";
import { type ProseValues, proseOfEach } from "../prose-values.ts";
import { type DiffReport, findingsOf, hasFailed, type ReportedFinding, type ReportedSurface } from "../report.ts";
import { code, fence, plain } from "./markdown-text.ts";
import { runs } from "./unified.ts";
import { visible } from "./visible.ts";
import { agreement, asks, comparedNames, proposedWaivers, sentenceOf, tally, unusedSentence } from "./words.ts";

/**
 * A comment may have 65,536 characters (GitHub), or it is refused. So many of them may be rows of
 * tables, prompts, and lines of waivers.
 */
const MOST = { rows: 24_000, prose: 24_000, waivers: 12_000 } as const;

/** What a surface has around its rows: the heads of two tables, what folds one, how many are left out. */
const AROUND_ROWS = 250;

/** How much of each there may still be. */
type Left = { -readonly [Part in keyof typeof MOST]: number };

/** A sentence in a cell that is longer is cut. */
const MOST_SENTENCE = 400;

/** A line of a prompt that is longer is cut. */
const MOST_COLUMNS = 1_000;

/** A report as a comment under a pull request: verdict, tables, prompts, and how to waive. */
export function renderMarkdown(report: DiffReport): string {
  const left: Left = { ...MOST };
  const changed = report.surfaces.filter(({ findings }) => findings.length > 0);
  const same = report.surfaces.filter(({ findings }) => findings.length === 0);
  const blocks = [
    `## Contract diff: ${hasFailed(report) ? "fails" : "passes"}`,
    verdict(report),
    ...changedBlocks(changed, left),
    ...(report.many && same.length > 0 ? [sameBlock(same)] : []),
    ...unusedBlocks(report, left),
    ...waiverBlocks(report, left),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** Surface by surface, as long as there is room for another row. */
function changedBlocks(surfaces: readonly ReportedSurface[], left: Left): readonly string[] {
  const blocks: string[] = [];
  for (const [index, surface] of surfaces.entries()) {
    if (left.rows < 0) {
      const more = surfaces.length - index;
      const what = more === 1 ? "One more surface changed" : `${more} more surfaces changed`;
      return [...blocks, `${what}: \`--format text\` shows all.`];
    }
    blocks.push(...surfaceBlocks(surface, left));
  }
  return blocks;
}

function sameBlock(surfaces: readonly ReportedSurface[]): string {
  const names = surfaces.slice(0, 100).map(({ surface }) => code(surface));
  const more = surfaces.length > names.length ? ` and ${surfaces.length - names.length} more` : "";
  return `Nothing changed in ${names.join(", ")}${more}.`;
}

/** The lines that there is still room for, and a line that says how many there are beside them. */
function fitting(lines: readonly string[], part: "rows" | "waivers", left: Left): { kept: string[]; more: number } {
  const kept = lines.filter((line) => (left[part] -= line.length) >= 0);
  return { kept, more: lines.length - kept.length };
}

function verdict(report: DiffReport): string {
  const all = findingsOf(report).map(({ finding }) => finding);
  const unused = report.failOnUnused && report.unused.length > 0 ? " **There are unused waivers.**" : "";
  if (all.length === 0) return `Nothing changed for those who rely on it.${unused}`;
  const failing = all.filter(({ fails }) => fails).length;
  const first =
    failing === 0
      ? `Nothing is as bad as \`--fail-on ${report.failOn}\` says`
      : `**${failing === 1 ? "One change is" : `${failing} changes are`} as bad as \`--fail-on ${report.failOn}\` says**`;
  return `${first}: ${tally(all)}.${unused}`;
}

function surfaceBlocks(surface: ReportedSurface, left: Left): readonly string[] {
  const bump = asks(surface.bump);
  const title = `### ${plain(comparedNames(surface, "→"))}${bump === "" ? "" : ` (${bump})`}`;
  const isQuiet = ({ severity, fails, waiver, expired }: ReportedFinding): boolean =>
    severity === "safe" && !fails && waiver === undefined && expired === undefined;
  const [loud, quiet] = [surface.findings.filter((one) => !isQuiet(one)), surface.findings.filter(isQuiet)];
  left.rows -= title.length + AROUND_ROWS;
  const proses = proseOfEach(surface.findings);
  const shown = (some: readonly ReportedFinding[]): string[] =>
    some.flatMap((finding) => {
      const prose = proses.get(finding);
      return prose === undefined ? [] : proseBlocks(finding, prose, left);
    });
  const folded = `<details><summary>${quiet.length} safe ${quiet.length === 1 ? "change" : "changes"}</summary>`;
  return [
    title,
    ...(loud.length === 0 ? [] : [table(loud, left), ...shown(loud)]),
    ...(quiet.length === 0 ? [] : [folded, table(quiet, left), ...shown(quiet), "</details>"]),
  ];
}

function table(findings: readonly ReportedFinding[], left: Left): string {
  const rows = findings.map((finding) => {
    const { severity, rule, path, place, fingerprint, waiver, fails, why } = finding;
    const agreed = agreement(finding);
    const label = waiver !== undefined ? "waived" : fails ? `**${severity}**` : severity;
    const where = place === undefined ? code(path) : `${code(path)}<br>${code(`${place.file}:${place.line}`)}`;
    const what = [
      plain(shortened(sentenceOf(finding), MOST_SENTENCE)),
      ...(agreed === undefined ? [] : [`<em>${plain(agreed)}</em>`]),
    ];
    if (waiver === undefined) what.push(`<sub>${plain(why)}</sub>`);
    return `| ${[label, `${code(rule)}<br>${code(fingerprint)}`, where, what.join("<br>")].join(" | ")} |`;
  });
  const { kept, more } = fitting(rows, "rows", left);
  const rest = more === 0 ? [] : ["", `${more} more: \`--format text\` shows all.`];
  return ["| | rule, fingerprint | where | what changes |", "|---|---|---|---|", ...kept, ...rest].join("\n");
}

function proseBlocks(finding: ReportedFinding, { before, after }: ProseValues, left: Left): readonly string[] {
  if (left.prose < 0) return [];
  const text = diffLines(compareProse(before, after)).join("\n");
  left.prose -= text.length;
  if (left.prose < 0) return ["What else became of texts is too long for a comment: `--format text` shows all."];
  return [code(finding.path), fence(text, "diff")];
}

function diffLines(rows: ReturnType<typeof compareProse>): readonly string[] {
  const line = (sign: string, text: string): string => {
    const shown = visible(text);
    return `${sign}${shortened(shown, MOST_COLUMNS)}`;
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

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most).replace(/[\ud800-\udbff]$/, "")}…` : text;
}

function unusedBlocks({ unused, failOnUnused, waiversFile }: DiffReport, left: Left): readonly string[] {
  if (unused.length === 0) return [];
  const lines = unused.map((one) => `- ${plain(unusedSentence(one))} (line ${one.waiver.place.line})`);
  const { kept, more } = fitting(lines, "waivers", left);
  return [
    `### Unused waivers in ${code(waiversFile)}${failOnUnused ? ": they fail" : ""}`,
    [...kept, ...(more === 0 ? [] : [`- ${more} more`])].join("\n"),
  ];
}

function waiverBlocks(report: DiffReport, left: Left): readonly string[] {
  const waivers = proposedWaivers(report);
  if (waivers.length === 0) return [];
  const { kept, more } = fitting(waivers, "waivers", left);
  return [
    `To accept what fails, put the lines that you answer for into ${code(report.waiversFile)}, with your name and the reason:`,
    fence([...kept, ...(more === 0 ? [] : [`# and ${more} more: --format text shows all`])].join("\n"), "yaml"),
  ];
}

import { compareProse } from "../prose.ts";
import { type ProseValues, proseOfEach } from "../prose-values.ts";
import { type DiffReport, findingsOf, type ReportedFinding, type ReportedSurface } from "../report.ts";
import { wrap } from "./columns.ts";
import type { Terminal } from "./terminal.ts";
import { painter, type Paint, type Style } from "./paint.ts";
import { sideBySide } from "./side-by-side.ts";
import { unified } from "./unified.ts";
import { visible } from "./visible.ts";
import { agreement, asks, comparedNames, proofOf, proposedWaivers, saidOf, tally, unusedSentence } from "./words.ts";

const INDENT = " ".repeat(10);

/** Where the width is not known, texts are set for an old screen, and sentences are left whole. */
const WIDTH = 80;

/** From this width on, what was and what is stand beside each other. */
const WIDE = 100;

const COLOURS: Readonly<Record<string, Style>> = { breaking: "red", risky: "yellow", safe: "green", waived: "cyan" };

/** The findings of a diff for a person at a terminal, the most serious first. */
export function renderText(report: DiffReport, terminal: Terminal): string {
  const paint = painter(terminal.colour);
  const changed = report.surfaces.filter(({ findings }) => findings.length > 0);
  const blocks = changed.map((surface) => surfaceBlock(surface, terminal, paint));
  const same = report.surfaces.filter(({ findings }) => findings.length === 0);
  if (same.length > 0) blocks.push(same.map((surface) => `${comparedNames(surface)}: nothing changed`).join("\n"));
  if (report.surfaces.length === 0) blocks.push("there is no contract on either side");
  if (report.unused.length > 0) blocks.push(unusedBlock(report, paint));
  const waivers = proposedWaivers(report);
  if (waivers.length > 0) {
    const how = `To accept what fails, put the lines that you answer for into ${visible(report.waiversFile)}:`;
    blocks.push([how, ...waivers.map((line) => paint(line, "cyan"))].join("\n"));
  }
  if (report.many && changed.length > 1) {
    const all = findingsOf(report).map(({ finding }) => finding);
    blocks.push(`${changed.length} surfaces changed: ${tally(all)}`);
  }
  return `${blocks.join("\n\n")}\n`;
}

function surfaceBlock(surface: ReportedSurface, terminal: Terminal, paint: Paint): string {
  const proses = proseOfEach(surface.findings);
  const lines = surface.findings.flatMap((finding) => findingLines(finding, proses.get(finding), terminal, paint));
  // A prompt at the end has a blank line of its own behind it.
  if (lines.at(-1) !== "") lines.push("");
  const bump = asks(surface.bump);
  const summary = [tally(surface.findings), ...(bump === "" ? [] : [bump])].join("; ");
  return [paint(comparedNames(surface), "bold"), "", ...lines, summary].join("\n");
}

function findingLines(
  finding: ReportedFinding,
  prose: ProseValues | undefined,
  terminal: Terminal,
  paint: Paint,
): readonly string[] {
  const { waiver, expired, severity, rule, path, fingerprint, place, why } = finding;
  const label = waiver === undefined ? severity : "waived";
  const agreed = agreement(finding);
  const proof = proofOf(finding);
  const below: readonly (readonly [text: string, style?: Style])[] = [
    [saidOf(finding)],
    ...(proof === undefined ? [] : [[proof, "cyan"] as const]),
    ...(agreed === undefined ? [] : [[agreed, expired === undefined ? "cyan" : "yellow"] as const]),
    // Who accepted it knows why it matters.
    ...(waiver === undefined ? [[why, "dim"] as const] : []),
    ...(place === undefined ? [] : [[`at ${place.file}:${place.line}:${place.column}`, "dim"] as const]),
  ];
  return [
    `${paint(label.padEnd(8), COLOURS[label] ?? "bold")}  ${rule}  ${visible(path)}  [${fingerprint}]`,
    ...below.flatMap(([text, style]) =>
      set(text, terminal).map((line) => INDENT + (style === undefined ? line : paint(line, style))),
    ),
    ...(prose === undefined ? [] : proseLines(prose, terminal)),
  ];
}

/** A sentence in lines of the terminal's width. */
function set(text: string, { width }: Terminal): readonly string[] {
  if (width === undefined) return [visible(text)];
  const lines = wrap([{ text, changed: false }], Math.max(20, width - INDENT.length));
  return lines.map((pieces) =>
    pieces
      .map((piece) => piece.text)
      .join("")
      .trimEnd(),
  );
}

function proseLines({ before, after }: ProseValues, { colour, width = WIDTH }: Terminal): readonly string[] {
  const rows = compareProse(before, after);
  const room = width - INDENT.length;
  // A text that is only on one side needs no second column.
  const isBoth = before !== undefined && after !== undefined;
  const lines = width >= WIDE && isBoth ? sideBySide(rows, room, colour) : unified(rows, room, colour);
  return ["", ...lines.map((line) => (line === "" ? "" : INDENT + line)), ""];
}

function unusedBlock({ unused, failOnUnused, waiversFile }: DiffReport, paint: Paint): string {
  const head = failOnUnused ? paint("unused waivers fail", "red") : paint("unused waivers", "yellow");
  const lines = unused.map((one) => `${INDENT}${visible(unusedSentence(one))} (line ${one.waiver.place.line})`);
  return [
    `${head} in ${visible(waiversFile)}: take them away, or see whether they were meant for something else`,
    ...lines,
  ].join("\n");
}

import { columnsOf } from "../../core/columns.ts";
import { plainLine } from "../../core/plain-text.ts";
import type { Interval } from "../statistics/drop-interval.ts";
import type { DetectionResult, SignalResult } from "./result.ts";

/** A drop of 0.0312 as `3.1 points`. */
export function points(drop: number): string {
  const size = (100 * drop).toFixed(1);
  return `${size === "-0.0" ? "0.0" : size} points`;
}

/** An interval of drops in points. */
export function pointsInterval([low, high]: Interval): string {
  return `${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)}`;
}

/** A number with its thousands apart. */
export function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

/** An e-value as a person reads it: what is beyond counting is an order of magnitude. */
export function evidenceText(evidence: number): string {
  if (evidence >= 1e6) return `10^${Math.floor(Math.log10(evidence))}`;
  return evidence >= 100 ? grouped(Math.round(evidence)) : evidence.toPrecision(2);
}

/** A moment as it was given: as a date where it is one. */
export function momentText(time: number): string {
  // Numbers below this are a count of something, and not milliseconds since 1970.
  return time >= 1e11 ? new Date(time).toISOString().replace(".000Z", "Z") : String(time);
}

/** Lines of a label and what it says, with the labels in a column. */
export function labelled(rows: readonly (readonly [label: string, text: string])[]): string {
  const width = Math.max(...rows.map(([label]) => columnsOf(label)));
  return rows.map(([label, text]) => `  ${label.padEnd(width)}  ${plainLine(text)}\n`).join("");
}

/** A verdict as people read it. */
export function renderDetection(result: DetectionResult): string {
  const several = result.signals.length > 1;
  const headline = `${result.verdict}: ${several || result.signal !== "value" ? `${result.signal}: ` : ""}${result.reason}`;
  return `${plainLine(headline)}\n\n${labelled([...mainRows(result), ...cohortRows(result), ...noteRows(result)])}${cohortTable(result)}`;
}

function mainRows(result: DetectionResult): (readonly [string, string])[] {
  const act = grouped(Number((1 / result.alpha).toPrecision(6)));
  const rows: (readonly [string, string])[] = [];
  if (result.verdict === "fail")
    rows.push([
      "reached",
      `at unit ${grouped(result.units)} of ${grouped(result.read.units)}${result.time === null ? "" : `, ${momentText(result.time)}`}`,
    ]);
  for (const signal of result.signals.length > 1 ? result.signals : [result]) {
    const name = result.signals.length > 1 ? `${signal.signal}: ` : "";
    rows.push(["drop", `${name}${estimateText(signal)}`], ["arms", `${name}${armsText(signal)}`]);
  }
  rows.push([
    "evidence",
    `${evidenceText(result.evidence.harm)} for a drop above ${points(result.harm)}, ${evidenceText(result.evidence.margin)} against one of ${points(result.margin)}; each acts at ${act}`,
  ]);
  return rows;
}

function estimateText({ estimate, interval }: SignalResult): string {
  if (estimate === null) return "not known";
  return `${points(estimate)}${interval === null ? "" : `, interval ${pointsInterval(interval)}`}`;
}

function armsText({ baseline, candidate }: SignalResult): string {
  const of = ({ units, mean }: SignalResult["baseline"]): string =>
    `${mean === null ? "nothing" : mean.toFixed(4)} of ${grouped(units)}`;
  return `baseline ${of(baseline)}, candidate ${of(candidate)}`;
}

function cohortRows({ cohort, tracked }: DetectionResult): (readonly [string, string])[] {
  if (cohort === null) return tracked > 1 ? [["where", `all units, of ${grouped(tracked)} cohorts`]] : [];
  const held = cohort.interval === null ? "" : `, interval ${pointsInterval(cohort.interval)}`;
  const rest =
    cohort.rest === "as_good"
      ? "; all others since are as good as baseline"
      : cohort.rest === "down"
        ? "; others are down since as well"
        : "";
  return [
    ["where", `${cohort.name}: ${points(cohort.estimate)}${held}, ${(100 * cohort.share).toFixed(1)} % of units`],
    [
      "confirmed",
      cohort.at === undefined
        ? `not by the ${grouped(cohort.units)} units of it that came after${rest}`
        : `at unit ${grouped(cohort.at)}, by units that came after${rest}`,
    ],
  ];
}

function noteRows({ read, skewed, dropped, sample_ratio }: DetectionResult): (readonly [string, string])[] {
  const notes: string[] = [];
  if (read.p_is === "candidate")
    notes.push(
      "p is read as the candidate's share: as the probability of a unit's own arm it does not fit the arms (--p says which)",
    );
  if (read.repeated_lines > 0)
    notes.push(
      `${grouped(read.repeated_lines)} lines are of units that had one before: a unit enters once, with their mean`,
    );
  if (read.units_in_both_arms > 0)
    notes.push(
      `${grouped(read.units_in_both_arms)} units were seen in both arms: each stays in its first, and what the other gave is left out`,
    );
  if (read.units_certain_of_their_arm > 0)
    notes.push(
      `${grouped(read.units_certain_of_their_arm)} units could be in one arm only (p of 0 or 1), and count nothing`,
    );
  if (read.lines_back_in_time > 0)
    notes.push(`time goes back on ${grouped(read.lines_back_in_time)} lines; they are taken in the order of the file`);
  if (!sample_ratio.holds && sample_ratio.evidence >= 20)
    notes.push(`the arms' sizes are unlikely by what p says (evidence ${evidenceText(sample_ratio.evidence)})`);
  for (const name of skewed)
    notes.push(`the arms differ in who is in ${name}: that is a finding of its own, and its outcomes are not compared`);
  for (const { attribute, values, reason } of dropped)
    notes.push(
      reason === "few_units"
        ? `${grouped(values)} values of ${attribute} have too few units to be looked at alone`
        : `${grouped(values)} values of ${attribute} are not looked at alone: there are too many`,
    );
  return notes.map((note) => ["note", note] as const);
}

function cohortTable({ cohorts, alpha }: DetectionResult): string {
  const found = cohorts.filter(({ discovered }) => discovered);
  if (found.length === 0) return "";
  const width = Math.max(...found.map(({ name }) => columnsOf(name)));
  const lines = found.map(
    ({ name, units, estimate, evidence }) =>
      `  ${plainLine(name).padEnd(width)}  ${points(estimate).padStart(12)}  ${grouped(units).padStart(11)} units  evidence ${evidenceText(evidence)}\n`,
  );
  return `\nCohorts that are worse, by the end of the stream (false discovery rate ${alpha}):\n${lines.join("")}`;
}

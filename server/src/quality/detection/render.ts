import { columnsOf } from "../../core/columns.ts";
import { plainLine } from "../../core/plain-text.ts";
import { counted, evidenceText, grouped, labelled, momentText, points, pointsInterval } from "./figures.ts";
import type { DetectionResult, SignalResult } from "./result.ts";

/** A verdict as people read it. */
export function renderDetection(result: DetectionResult): string {
  const several = result.signals.length > 1;
  const headline = `${result.verdict}: ${several || result.signal !== "value" ? `${result.signal}: ` : ""}${result.reason}`;
  if (result.read.units === 0) return `${plainLine(headline)}\n`;
  return `${plainLine(headline)}\n\n${labelled([...mainRows(result), ...cohortRows(result), ...noteRows(result)])}${cohortTable(result)}`;
}

function mainRows(result: DetectionResult): (readonly [string, string])[] {
  const act = grouped(Number((1 / result.alpha).toPrecision(6)));
  const rows: (readonly [string, string])[] = [];
  if (result.verdict === "fail")
    rows.push([
      "reached",
      `at unit ${grouped(result.units)} of ${grouped(result.of)}${result.time === null ? "" : `, ${momentText(result.time)}`}`,
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

function noteRows({
  read,
  skewed,
  dropped,
  missing_attributes: missing,
  sample_ratio,
  infrastructure,
  alpha,
}: DetectionResult): (readonly [string, string])[] {
  const notes: string[] = [];
  if (read.p_is === "candidate")
    notes.push(
      "p is read as the candidate's share: as the probability of a unit's own arm it does not fit the arms (--p says which)",
    );
  if (read.repeated_lines > 0)
    notes.push(
      `${counted(read.repeated_lines, "line is", "lines are")} of units that had one before: a unit enters once, with their mean`,
    );
  if (read.units_in_both_arms > 0)
    notes.push(
      `${counted(read.units_in_both_arms, "unit was", "units were")} seen in both arms: each stays in its first, and what the other gave is left out`,
    );
  if (read.units_with_several_p > 0)
    notes.push(
      `${counted(read.units_with_several_p, "unit has", "units have")} lines with another p: that of the first line counts, as it was when the unit was assigned`,
    );
  if (read.units_certain_of_their_arm > 0)
    notes.push(
      `${counted(read.units_certain_of_their_arm, "unit")} could be in one arm only (p of 0 or 1), and count nothing`,
    );
  if (read.lines_back_in_time > 0)
    notes.push(
      `time goes back on ${counted(read.lines_back_in_time, "line")}: units are taken in the order of the file`,
    );
  if (!sample_ratio.holds && sample_ratio.evidence >= 20)
    notes.push(`the arms' sizes are unlikely by what p says (evidence ${evidenceText(sample_ratio.evidence)})`);
  const { lines, baseline, candidate, evidence } = infrastructure;
  if (lines > 0)
    notes.push(
      `${counted(baseline + candidate, "unit")} met an infrastructure error (baseline ${grouped(baseline)}, candidate ${grouped(candidate)}): no answers, and not judged${evidence >= 1 / alpha ? `; the arms differ in that (evidence ${evidenceText(evidence)})` : ""}`,
    );
  for (const { attribute, on } of missing)
    notes.push(
      on === "no_line"
        ? `no unit has the attribute ${attribute}: nothing was looked into by it`
        : `${attribute} is on no unit's first line, and was not looked into: attributes of --by are fixed before the arm acts (--post is for others)`,
    );
  if (read.units_in_both_arms_by_signal > 0)
    notes.push(
      `${counted(read.units_in_both_arms_by_signal, "unit is", "units are")} in one arm by one signal and in the other by another: one of them is wrong`,
    );
  if (read.clipped_lines > 0)
    notes.push(
      `${counted(read.clipped_lines, "value lies", "values lie")} beyond --scale and ${read.clipped_lines === 1 ? "counts" : "count"} as its end, of ${grouped(read.lines)}`,
    );
  for (const name of skewed)
    notes.push(`the arms differ in who is in ${name}: that is a finding of its own, and its outcomes are not compared`);
  for (const { attribute, values, reason } of dropped)
    notes.push(
      reason === "few_units"
        ? `${counted(values, "value")} of ${attribute}: too few units to be looked at alone`
        : `${counted(values, "value")} of ${attribute}: too many to be looked at alone`,
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

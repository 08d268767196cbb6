import { columnsOf } from "../../core/columns.ts";
import { plainLine } from "../../core/plain-text.ts";
import { counted, evidenceText, grouped, labelled, points, pointsInterval } from "../detection/figures.ts";
import type { GateReport } from "./report.ts";

const SHOWN = 5;
/** Scenarios below which a suite is small, whatever it came to. */
const SMALL = 30;
const LONGEST = 40;

/** A gate's verdict as people read it. */
export function renderGate(report: GateReport): string {
  if (report.of === 0) return `${plainLine(`${report.verdict}: ${report.reason}`)}\n`;
  return `${plainLine(`${report.verdict}: ${report.reason}`)}\n\n${labelled(rows(report))}${cohortLines(report)}`;
}

function rows(report: GateReport): (readonly [string, string])[] {
  const { whole, cohort, evidence } = report;
  const act = grouped(Number((1 / report.alpha).toPrecision(6)));
  const saved = report.of - report.pairs;
  const error = whole.standard_error === null ? "" : ` ± ${(196 * whole.standard_error).toFixed(1)}`;
  const clustered = whole.clusters < whole.pairs ? `, clustered by ${grouped(whole.clusters)}` : "";
  return [
    [
      "pairs",
      `${grouped(report.pairs)} of ${grouped(report.of)}${saved > 0 ? `: ${grouped(saved)} need not have run` : ""}`,
    ],
    [
      "loss",
      `${points(report.estimate)}, interval ${pointsInterval(report.interval)} (of ${report.claim === "suite" ? "the whole suite" : "new answers"})`,
    ],
    [
      "all pairs",
      `${points(whole.loss)}${error}${clustered}; the candidate lost ${grouped(whole.lost)} and won ${grouped(whole.won)}`,
    ],
    [
      "evidence",
      `${evidenceText(evidence.harm)} for a loss above ${points(report.harm)}, ${evidenceText(evidence.margin)} against one of ${points(report.margin)}; each acts at ${act}`,
    ],
    ...(cohort === null
      ? []
      : ([["where", `${cohort.name}: ${points(cohort.estimate)} over ${grouped(cohort.pairs)} pairs`]] as const)),
    ...notes(report).map((note) => ["note", note] as const),
  ];
}

function notes(report: GateReport): readonly string[] {
  const found: string[] = [];
  if (report.scorer_changes.length > 0)
    found.push(
      `${counted(report.scorer_changes.length, "answer is", "answers are")} the same and scored differently: the scorer changed, and baseline's scores are taken (${named(report.scorer_changes.map(({ scenario }) => scenario))})`,
    );
  const { baseline, candidate } = report.infrastructure;
  if (baseline + candidate > 0)
    found.push(
      `${counted(baseline + candidate, "result is", "results are")} infrastructure errors (baseline ${grouped(baseline)}, candidate ${grouped(candidate)}): no answers, and not judged`,
    );
  if (report.only_baseline.length > 0)
    found.push(
      `${counted(report.only_baseline.length, "scenario has", "scenarios have")} no result of the candidate: ${named(report.only_baseline)}`,
    );
  if (report.only_candidate.length > 0)
    found.push(
      `${counted(report.only_candidate.length, "scenario has", "scenarios have")} no result of the baseline, and not compared: ${named(report.only_candidate)}`,
    );
  for (const { attribute, values, reason } of report.dropped)
    found.push(
      `${counted(values, "value")} of ${attribute}: too ${reason === "few_units" ? "few scenarios" : "many"} to be looked at alone`,
    );
  for (const attribute of report.missing_attributes)
    found.push(`no scenario has the attribute ${attribute}: nothing was looked into by it`);
  if (report.fewer_repeats > 0)
    found.push(
      `${counted(report.fewer_repeats, "scenario has", "scenarios have")} fewer repeats under the candidate: what did not run is not known`,
    );
  if (report.of < SMALL && report.of >= report.pairs_advised)
    found.push(`a suite of ${grouped(report.of)} says little of anything else than these scenarios`);
  if (report.of < report.pairs_advised)
    found.push(
      `a suite of ${grouped(report.of)} is small for a margin of ${points(report.margin)}: with as many differing answers, ${grouped(report.pairs_advised)} are advised`,
    );
  return found;
}

function named(names: readonly string[]): string {
  const unique = [...new Set(names)];
  const shown = unique.slice(0, SHOWN).map((name) => (name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name));
  return `${shown.join(", ")}${unique.length > SHOWN ? ", …" : ""}`;
}

function cohortLines({ cohorts }: GateReport): string {
  if (cohorts.length === 0) return "";
  const width = Math.max(...cohorts.map(({ name }) => columnsOf(name)));
  const lines = cohorts
    .slice(0, SHOWN)
    .map(
      ({ name, pairs, estimate, evidence }) =>
        `  ${plainLine(name).padEnd(width)}  ${points(estimate).padStart(12)}  ${grouped(pairs).padStart(8)} pairs  evidence ${evidenceText(evidence)}\n`,
    );
  return `\nCohorts that lost most surely:\n${lines.join("")}`;
}

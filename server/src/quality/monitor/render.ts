import { plainLine } from "../../core/plain-text.ts";
import { counted, evidenceText, grouped, labelled, momentText, points, pointsInterval } from "../detection/figures.ts";
import { UNNAMED_SIGNAL, type ValueScale } from "../detection/stream-line.ts";
import { asRead, type MonitorReport, type ReportedEvent } from "./report.ts";

const TITLES = { alarm: "ALARM", recovered: "recovered", eased: "eased" } as const;

/** A report as people read it. */
export function renderMonitor(report: MonitorReport): string {
  const events = report.events.map((event) => renderEvent(event, report.scales[event.signal])).join("\n");
  return `${plainLine(`${report.verdict}: ${report.reason}`)}\n\n${events}${events === "" ? "" : "\n"}${labelled([...watchedRows(report), ...noteRows(report)])}`;
}

function renderEvent(event: ReportedEvent, scale: ValueScale | undefined): string {
  const named = event.signal === UNNAMED_SIGNAL ? "" : ` ${event.signal}`;
  const way = event.estimate >= 0 ? "fell" : "rose";
  // Where less is better its numbers go the other way than how good it is.
  const goes = asRead(event.to, scale) >= asRead(event.from, scale) ? "rose" : "fell";
  const title = `${TITLES[event.kind]}${named}: ${goes} from ${shown(event.from, scale)} to ${shown(event.to, scale)}`;
  return `${plainLine(title)}\n${labelled([
    [goes === "fell" ? "drop" : "rise", changeText(event, scale, way)],
    ["seen", placeText(event)],
    ...(event.change_point === null
      ? []
      : ([["since", `${placeText(event.change_point)}; ${counted(event.units_since, "unit")}`]] as const)),
    ["where", event.cohort === null ? "all units" : event.cohort.name],
    ...event.coincides.map(
      ({ attribute, value, before, place }) =>
        ["with", `${attribute} ${before ?? "none"} → ${value}, first at unit ${grouped(place)}`] as const,
    ),
    ["by", `${event.attribution.layer}: ${event.attribution.because}`],
  ])}`;
}

function changeText(
  { estimate, interval, from, to }: ReportedEvent,
  scale: ValueScale | undefined,
  way: string,
): string {
  const [low, high] = way === "fell" ? interval : [-interval[1], -interval[0]];
  if (scale === undefined) return `${points(Math.abs(estimate))}, interval about ${pointsInterval([low, high])}`;
  const [before, after] = [asRead(from, scale), asRead(to, scale)];
  return `${((100 * Math.abs(after - before)) / Math.abs(before || 1)).toFixed(1)} %`;
}

function shown(part: number, scale: ValueScale | undefined): string {
  const value = asRead(part, scale);
  return scale === undefined ? value.toFixed(4) : grouped(Number(value.toPrecision(4)));
}

function placeText({ unit, unit_name, time }: NonNullable<ReportedEvent["change_point"]>): string {
  return `at unit ${grouped(unit)} (${unit_name})${time === null ? "" : `, ${momentText(time)}`}`;
}

function watchedRows(report: MonitorReport): (readonly [string, string])[] {
  const rows: (readonly [string, string])[] = report.signals.map(
    ({ signal, units, baseline_units: learnt, open, nearest }) => [
      signal === UNNAMED_SIGNAL ? "watched" : signal,
      `${grouped(units)} units against ${grouped(learnt)} of the baseline${open ? "; its level is another than the baseline's" : `; nearest to an alarm: ${nearest.cohort}, ${(100 * nearest.evidence).toPrecision(2)} % of what raises it`}`,
    ],
  );
  const cohorts = report.tracked > 1 ? `, over ${grouped(report.tracked)} cohorts together` : "";
  return [...rows, ["promise", `one false alarm in ${grouped(report.run_length)} units or more${cohorts}`]];
}

function noteRows(report: MonitorReport): (readonly [string, string])[] {
  const notes: string[] = [];
  if (report.rescored > 0)
    notes.push(
      `${counted(report.rescored, "line has", "lines have")} an answer that the baseline has with another score: the scorer changed, and baseline's score is taken`,
    );
  for (const [scorer, units] of Object.entries(report.other_scorers))
    notes.push(
      `${counted(units, "unit was", "units were")} scored by ${scorer === "" ? "nobody that is named" : scorer}, which the baseline does not have: another measurement, not compared`,
    );
  if (report.signals_without_baseline.length > 0)
    notes.push(`the baseline has no ${report.signals_without_baseline.join(", ")}`);
  for (const attribute of report.missing_attributes)
    notes.push(`no unit of the baseline has the attribute ${attribute}: nothing was done by it`);
  if (report.read.repeated_lines > 0)
    notes.push(
      `${counted(report.read.repeated_lines, "line is", "lines are")} of units that had one before: a unit enters once, with their mean`,
    );
  if (report.read.lines_back_in_time > 0)
    notes.push(
      `time goes back on ${counted(report.read.lines_back_in_time, "line")}: units are taken in the order of the file`,
    );
  for (const { attribute, values } of report.dropped)
    notes.push(`${counted(values, "value")} of ${attribute}: not looked at alone`);
  if (report.events.length > 0 && report.events.some(({ evidence }) => evidence > 1e3))
    notes.push(
      `the strongest alarm had ${evidenceText(Math.max(...report.events.map(({ evidence }) => evidence)))} times the evidence that raises one`,
    );
  return notes.map((note) => ["note", note] as const);
}

import { buildCommand } from "@stricli/core";
import {
  outcomeLine,
  scaled,
  scaleFor,
  type ScaleChoice,
  type ValueScale,
} from "../../quality/detection/stream-line.ts";
import { momentText } from "../../quality/detection/figures.ts";
import { UnitTable } from "../../quality/detection/unit-table.ts";
import { BaselineReader, type OutcomeLine } from "../../quality/monitor/baseline.ts";
import { INFRASTRUCTURE, outcomesOf } from "../../quality/monitor/infrastructure.ts";
import { ScaleLearner } from "../../quality/monitor/learnt-scale.ts";
import { type Direction, Monitor } from "../../quality/monitor/monitor.ts";
import { renderMonitor } from "../../quality/monitor/render.ts";
import { type MonitorReport, monitorReport } from "../../quality/monitor/report.ts";
import { type CliContext, EXIT, guarded } from "../context.ts";
import { Progress } from "../progress.ts";
import { type RecordFile, recordFile } from "../record-file.ts";
import { answerIn, decisionFlags, namesOf, numberIn, scaleOf } from "../statistics-flags.ts";

interface MonitorFlags {
  readonly baseline: string;
  readonly stream: string;
  readonly arl: number;
  readonly signal?: string;
  readonly by?: readonly string[];
  readonly given?: readonly string[];
  readonly watch: Direction | "both";
  readonly scale?: ValueScale | "baseline";
  readonly json: boolean;
  readonly csv: boolean;
}

/** `bellwether monitor`: whether a stream became worse than a baseline, when, and where. */
export const monitorCommand = buildCommand<MonitorFlags, [], CliContext>({
  docs: {
    brief: "Whether a stream became worse than a baseline, since when, and where",
    fullDescription: `Hold a stream of outcomes against a baseline that was learnt from another: an alarm for each fall, with the unit at which it was seen, when it began, the cohort that explains it, what came up with it, and whose change it is.

A line is JSON: {"unit","value","signal"?,"t"?,"attrs"?,"output_digest"?}, or a row of CSV with these columns, where every other column is an attribute. The attribute set marks units of the holdback (holdback), of the probe set (probe) and of the anchor set (anchor): they are not watched, and tell whose change an alarm is.

Where values differ in health by an attribute (the task of a suite, hour and weekday, which are taken from t), --given holds each against its own mean.

Examples
  bellwether monitor --baseline may.jsonl --stream june.jsonl --by client_version,plan
  bellwether monitor --baseline base.jsonl --stream runs.jsonl --signal output_tokens --scale baseline --watch both --given task

Exit codes: 0 no alarm, 1 an alarm, 2 inconclusive, 3 it could not be told.`,
  },
  parameters: {
    flags: {
      json: decisionFlags.json,
      csv: decisionFlags.csv,
      baseline: {
        kind: "parsed",
        parse: String,
        brief: "The stream that a baseline is learnt from",
        placeholder: "FILE",
      },
      stream: { kind: "parsed", parse: String, brief: "The stream that is watched, or -", placeholder: "FILE" },
      arl: {
        kind: "parsed",
        parse: numberIn(10, 1e12, "--arl"),
        default: "100000",
        brief: "Units, on the mean, from one false alarm to the next",
        placeholder: "UNITS",
      },
      signal: { kind: "parsed", parse: String, optional: true, brief: "Only this signal", placeholder: "S" },
      by: {
        kind: "parsed",
        parse: namesOf,
        optional: true,
        brief: "Attributes to look for cohorts in",
        placeholder: "A,B",
      },
      given: {
        kind: "parsed",
        parse: namesOf,
        optional: true,
        brief: "Attributes by which values differ in health",
        placeholder: "C,D",
      },
      watch: { kind: "enum", values: ["down", "up", "both"], default: "down", brief: "Which way is worse" },
      scale: {
        kind: "parsed",
        parse: (text: string): ValueScale | "baseline" => (text === "baseline" ? "baseline" : scaleOf(text)),
        optional: true,
        brief: "Values that become 0 and 1, where they are not in [0,1]; or baseline, to learn them",
        placeholder: "LOW,HIGH[,log]|baseline",
      },
    },
  },
  async func(flags) {
    await guarded(this, flags.json, async () => {
      const progress = new Progress(this);
      const baseline = await recordFile(flags.baseline, progress);
      const stream = await recordFile(flags.stream, progress);
      try {
        const report = await monitor(baseline.file, stream.file, flags);
        this.process.stdout.write(
          answerIn(
            flags,
            report,
            () => rowsOf(report),
            () => renderMonitor(report),
            CSV_COLUMNS,
          ),
        );
        return EXIT[report.verdict];
      } finally {
        baseline.done();
        stream.done();
      }
    });
  },
});

const CSV_COLUMNS = [
  "kind",
  "signal",
  "unit",
  "time",
  "change_unit",
  "change_time",
  "from",
  "to",
  "estimate",
  "low",
  "high",
  "cohort",
  "attribution",
];

function rowsOf({ events }: MonitorReport): readonly Readonly<Record<string, unknown>>[] {
  return events.map((event) => ({
    kind: event.kind,
    signal: event.signal,
    unit: event.unit,
    time: event.time === null ? null : momentText(event.time),
    change_unit: event.change_point?.unit,
    change_time: typeof event.change_point?.time === "number" ? momentText(event.change_point.time) : null,
    from: event.from,
    to: event.to,
    estimate: event.estimate,
    low: event.interval[0],
    high: event.interval[1],
    cohort: event.cohort?.name,
    attribution: event.attribution.layer,
  }));
}

async function monitor(baselineFile: RecordFile, streamFile: RecordFile, flags: MonitorFlags): Promise<MonitorReport> {
  const scales = await scalesOf(baselineFile, flags);
  const errors = { baseline: 0, stream: 0 };
  const read = (file: RecordFile, pass: string, take: (line: OutcomeLine, at: number) => void): Promise<void> =>
    file.read(pass, (record, at) => {
      const choice: ScaleChoice = flags.scale === "baseline" ? "raw" : flags.scale;
      const line = outcomeLine(record, scaleFor(record, flags.signal, choice));
      if (flags.signal !== undefined && line.signal !== flags.signal) return;
      const learnt = flags.scale === "baseline" ? scales.get(line.signal) : undefined;
      const inScale = learnt === undefined ? line : { ...line, value: scaled(line.value, learnt) };
      for (const outcome of outcomesOf(inScale)) take(outcome, at);
    });
  const reader = new BaselineReader({ by: flags.by ?? [], given: flags.given ?? [] });
  await read(baselineFile, "who", (line) => {
    if (isError(line)) errors.baseline++;
    reader.who(line);
  });
  for (let reading = 0; reading < reader.expectations; reading++) {
    reader.again();
    await read(baselineFile, "what is expected", (line) => reader.expected(line, reading));
  }
  reader.again();
  await read(baselineFile, "levels", (line) => reader.levels(line));
  const { baseline } = reader;

  const directions: readonly Direction[] = flags.watch === "both" ? ["down", "up"] : [flags.watch];
  const watching = new Monitor(baseline, { runLength: flags.arl, directions });
  const table = new UnitTable();
  let [lines, repeated, latest, backwards] = [0, 0, -Infinity, 0];
  await read(streamFile, "who", (line) => {
    if (isError(line)) errors.stream++;
    if (line.signal === INFRASTRUCTURE) {
      lines++;
      if (line.time !== undefined && line.time < latest) backwards++;
    }
    latest = Math.max(latest, line.time ?? latest);
    const { slot, isNew } = table.entry(line.unit, line.signal);
    table.add(slot, true, watching.valueOf(line));
    if (line.signal !== INFRASTRUCTURE && !isNew) repeated++;
  });
  await read(streamFile, "what", (line) => {
    const { slot, isNew } = table.entry(line.unit, line.signal);
    if (!isNew && table.enter(slot)) watching.add(line, table.mean(slot));
  });
  return monitorReport(watching, baseline, {
    run_length: flags.arl,
    scales,
    errors,
    read: { lines, units: lines - errors.stream - repeated, repeated_lines: repeated, lines_back_in_time: backwards },
  });
}

function isError({ signal, value }: OutcomeLine): boolean {
  return signal === INFRASTRUCTURE && value === 0;
}

/** Scales by signal: learnt from the baseline where that was asked for. */
async function scalesOf(file: RecordFile, flags: MonitorFlags): Promise<ReadonlyMap<string, ValueScale>> {
  const learners = new Map<string, ScaleLearner>();
  if (flags.scale === undefined) return new Map();
  const given = flags.scale === "baseline" ? undefined : flags.scale;
  const names = new Set<string>();
  await file.read("scale", (record) => {
    const { signal, value, error } = outcomeLine(record, "raw");
    names.add(signal);
    if (given !== undefined || error !== undefined) return;
    const learner = learners.get(signal) ?? new ScaleLearner();
    learners.set(signal, learner);
    learner.add(value);
  });
  return new Map(
    [...names].flatMap((name) => {
      const scale = given ?? learners.get(name)?.scale;
      return scale === undefined ? [] : [[name, scale] as const];
    }),
  );
}

import { scaled, type StreamLine } from "../../../../server/src/quality/detection/stream-line.ts";
import { UnitTable } from "../../../../server/src/quality/detection/unit-table.ts";
import { BaselineReader } from "../../../../server/src/quality/monitor/baseline.ts";
import { ScaleLearner } from "../../../../server/src/quality/monitor/learnt-scale.ts";
import { Monitor } from "../../../../server/src/quality/monitor/monitor.ts";
import { monitorReport, type MonitorReport } from "../../../../server/src/quality/monitor/report.ts";

/** A line of a stream that has no arms. */
export type Outcome = Omit<StreamLine, "arm" | "p">;

/** Units, on the mean, from one false alarm to the next: what `bellwether monitor` promises unless it is told. */
export const RUN_LENGTH = 100_000;

/** Holds a stream against a baseline both ways on a learnt scale, as `bellwether monitor --scale baseline --watch both`. */
export function watch(
  baselineLines: readonly Outcome[],
  streamLines: readonly Outcome[],
  given: readonly string[] = [],
  runLength = RUN_LENGTH,
): MonitorReport {
  const learners = new Map<string, ScaleLearner>();
  for (const { signal, value } of baselineLines) {
    const learner = learners.get(signal) ?? new ScaleLearner();
    learners.set(signal, learner);
    learner.add(value);
  }
  const scales = new Map([...learners].map(([signal, { scale }]) => [signal, scale]));
  const lineOf = (line: Outcome): Outcome => {
    const scale = scales.get(line.signal);
    return scale === undefined ? line : { ...line, value: scaled(line.value, scale) };
  };
  const [baselineOf, stream] = [baselineLines.map(lineOf), streamLines.map(lineOf)];
  const reader = new BaselineReader({ by: [], given });
  for (const line of baselineOf) reader.who(line);
  for (let reading = 0; reading < reader.expectations; reading++) {
    reader.again();
    for (const line of baselineOf) reader.expected(line, reading);
  }
  reader.again();
  for (const line of baselineOf) reader.levels(line);
  const { baseline } = reader;
  const monitor = new Monitor(baseline, { runLength, directions: ["down", "up"] });
  const table = new UnitTable();
  for (const line of stream) table.add(table.entry(line.unit, line.signal).slot, true, monitor.valueOf(line));
  for (const line of stream) {
    const { slot } = table.entry(line.unit, line.signal);
    if (table.enter(slot)) monitor.add(line, table.mean(slot));
  }
  return monitorReport(monitor, baseline, {
    run_length: runLength,
    scales,
    errors: { baseline: 0, stream: 0 },
    read: {
      lines: stream.length,
      units: table.size,
      repeated_lines: stream.length - table.size,
      lines_back_in_time: 0,
    },
  });
}

import { renderTable } from "../table.ts";
import type { LatencyFigure } from "./run.ts";

/** The figures as a table for people. */
export function renderLatency(figures: readonly LatencyFigure[]): string {
  return renderTable(
    ["subject", "median ms", "p99 ms", "added median ms"],
    figures.map((one) => [
      one.subject,
      one.median_ms.toFixed(2),
      one.p99_ms.toFixed(2),
      one.added_median_ms.toFixed(2),
    ]),
  );
}

import { renderTable } from "../table.ts";
import type { StreamFigure } from "./run.ts";

/** The figures as a table for people. */
export function renderStreaming(figures: readonly StreamFigure[]): string {
  return renderTable(
    ["subject", "CPU us/chunk", "lowest-highest", "x bare pass-through", "pieces that arrived"],
    figures.map((one) => [
      one.subject,
      one.cpu_us.toFixed(1),
      `${one.cpu_us_low.toFixed(1)}-${one.cpu_us_high.toFixed(1)}`,
      one.ratio.toFixed(2),
      `${Math.round(one.pieces * 100)} %`,
    ]),
  );
}

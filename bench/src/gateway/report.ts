import type { BodyKind } from "./bodies.ts";

/** What one run of one round measured, in microseconds of CPU a request. */
export interface Sample {
  readonly subject: string;
  readonly kind: BodyKind;
  readonly round: number;
  readonly cpu: number;
  /** Of the process that works beside, where there is one. */
  readonly beside: number | undefined;
}

/** One line of the result. */
export interface Figure {
  readonly subject: string;
  readonly body: BodyKind;
  /** Microseconds of CPU a request, median over the rounds, and the lowest and highest round. */
  readonly cpu_us: number;
  readonly cpu_us_low: number;
  readonly cpu_us_high: number;
  /** Median over the rounds of the ratio to the bare proxy in the same round. */
  readonly ratio: number | null;
  readonly beside_us: number | null;
}

/** The middle value; of two, their mean. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Figures from samples; ratios are taken inside a round, so that what slows a round down slows both sides of it. */
export function figures(samples: readonly Sample[], base: string): readonly Figure[] {
  const groups = Map.groupBy(samples, ({ subject, kind }) => `${kind}|${subject}`);
  return [...groups.values()].map((group) => {
    const { subject, kind } = group[0]!;
    const ratios = group.flatMap(({ cpu, round }) => {
      const bare = samples.find((one) => one.subject === base && one.kind === kind && one.round === round);
      return bare === undefined ? [] : [cpu / bare.cpu];
    });
    const beside = group.flatMap((one) => one.beside ?? []);
    const all = group.map(({ cpu }) => cpu);
    return {
      subject,
      body: kind,
      cpu_us: round(median(all), 1),
      cpu_us_low: round(Math.min(...all), 1),
      cpu_us_high: round(Math.max(...all), 1),
      ratio: ratios.length === 0 ? null : round(median(ratios), 2),
      beside_us: beside.length === 0 ? null : round(median(beside), 1),
    };
  });
}

/** The figures as a table for people. */
export function renderFigures(all: readonly Figure[]): string {
  const head = ["body", "subject", "CPU us/request", "lowest-highest", "x bare proxy", "beside us/request"];
  const lines = all.map((one) => [
    one.body,
    one.subject,
    one.cpu_us.toFixed(0),
    `${one.cpu_us_low.toFixed(0)}-${one.cpu_us_high.toFixed(0)}`,
    one.ratio?.toFixed(2) ?? "",
    one.beside_us?.toFixed(0) ?? "",
  ]);
  const widths = head.map((name, column) => Math.max(name.length, ...lines.map((line) => line[column]!.length)));
  const row = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join("  ");
  return [row(head), widths.map((width) => "-".repeat(width)).join("  "), ...lines.map(row)].join("\n");
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

import type { ValueScale } from "../quality/detection/stream-line.ts";
import { usageError } from "./context.ts";
import { renderRows } from "./render-rows.ts";

/** Reads a number of an option. @throws what the parser of command lines shows. */
export function numberIn(low: number, high: number, what: string): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (!(value >= low && value <= high))
      throw usageError(`${what} is a number from ${low} to ${high}, and not "${text}"`);
    return value;
  };
}

/** A list with commas. @throws what the parser of command lines shows. */
export function namesOf(text: string): readonly string[] {
  const names = text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const inherited = names.find((name) => name in Object.prototype);
  if (inherited !== undefined)
    throw usageError(`${inherited} is a name that every object has: give the attribute another`);
  return names;
}

/** `LOW,HIGH` or `LOW,HIGH,log`. */
export function scaleOf(text: string): ValueScale {
  const [low = "", high = "", log, ...more] = text.split(",").map((part) => part.trim());
  const ends = [Number(low), Number(high)] as const;
  const wrong = low === "" || high === "" || ends.some((end) => !Number.isFinite(end)) || ends[0] === ends[1];
  if (wrong || more.length > 0 || (log !== undefined && log !== "log"))
    throw usageError(
      `--scale is WORST,BEST or WORST,BEST,log (0,100, or 8000,200,log where less is better), and not "${text}"`,
    );
  if (log === "log" && ends.some((end) => end <= 0))
    throw usageError(`--scale ${text}: a logarithm needs ends above 0`);
  return { low: ends[0], high: ends[1], log: log === "log" };
}

/** @throws {BellwetherError} `usage` where no drop is above harm and below margin. */
export function checkMargins(margin: number, harm: number): void {
  if (harm >= margin)
    throw usageError(
      `--harm ${harm} is not below --margin ${margin}: harm is the drop that rolls back, margin the one that passing rules out`,
    );
}

/** Options of commands that decide on outcomes. */
export const decisionFlags = {
  json: { kind: "boolean", default: false, brief: "Answer in JSON" },
  csv: { kind: "boolean", default: false, brief: "Answer in CSV: a heading, and a line for each finding" },
  alpha: {
    kind: "parsed",
    parse: numberIn(1e-9, 0.5, "--alpha"),
    default: "0.05",
    brief: "Probability of a wrong verdict, however often it is looked at",
    placeholder: "P",
  },
  scale: {
    kind: "parsed",
    parse: scaleOf,
    optional: true,
    brief: "Values that become 0 and 1, where they are not in [0,1]: 0,100, or 8000,200,log",
    placeholder: "WORST,BEST[,log]",
  },
} as const;

/** What `decisionFlags` gives. */
export interface DecisionFlags {
  readonly json: boolean;
  readonly csv: boolean;
  readonly alpha: number;
  readonly scale?: ValueScale;
}

/** An answer in the form that was asked for. @param rows of CSV, all with the same columns; `columns` where there may be no row. */
export function answerIn(
  { json, csv }: { readonly json: boolean; readonly csv: boolean },
  answer: object,
  rows: () => readonly Readonly<Record<string, unknown>>[],
  text: () => string,
  columns?: readonly string[],
): string {
  if (json) return `${JSON.stringify(answer)}\n`;
  if (!csv) return text();
  const found = rows();
  return renderRows({ columns: columns ?? Object.keys(found[0] ?? {}), rows: found, truncated: false }, "csv");
}

import { columnsOf } from "../../core/columns.ts";
import { plainLine } from "../../core/plain-text.ts";
import type { Interval } from "../statistics/drop-interval.ts";

/** A drop of 0.0312 as `3.1 points`. */
export function points(drop: number): string {
  const size = (100 * drop).toFixed(1);
  return `${size === "-0.0" ? "0.0" : size} points`;
}

/** An interval of drops in points. */
export function pointsInterval([lowest, highest]: Interval): string {
  // What is approximate near an end goes beyond it; a mean of values in [0,1] does not.
  const [low, high] = [Math.max(-1, lowest), Math.min(1, highest)];
  return `${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)}`;
}

/** A number with its thousands apart. */
export function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

/** A number of things: `1 line`, `2 lines`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** An e-value as a person reads it: what is beyond counting is an order of magnitude. */
export function evidenceText(evidence: number): string {
  if (evidence >= 1e6) return `10^${Math.floor(Math.log10(evidence))}`;
  return evidence >= 100 ? grouped(Math.round(evidence)) : evidence.toPrecision(2);
}

const LAST_DAY = 8.64e15;

/** A moment as it was given: as a date where it is one. */
export function momentText(time: number): string {
  // Numbers below this are a count of something, and not milliseconds since 1970; beyond the last day nothing is a date.
  return time >= 1e11 && time <= LAST_DAY ? new Date(time).toISOString().replace(".000Z", "Z") : String(time);
}

/** Lines of a label and what it says, with the labels in a column. */
export function labelled(rows: readonly (readonly [label: string, text: string])[]): string {
  const clean = rows.map(([label, text]) => [plainLine(label), plainLine(text)] as const);
  const width = Math.max(...clean.map(([label]) => columnsOf(label)));
  return clean.map(([label, text]) => `  ${label.padEnd(width)}  ${text}\n`).join("");
}

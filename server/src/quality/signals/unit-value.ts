import type { Aggregate, Scale, SignalDefinition } from "./definition.ts";

/** One value that was seen of a unit. */
export interface SeenValue {
  readonly value: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * What a unit is worth by a signal: its values inside the window become one, and that one lies in
 * [0,1], where 1 is best. Values come together before they are scaled: a sum of scaled values
 * would be none.
 *
 * @param assignedAt when the unit's window began, in milliseconds since the epoch.
 * @returns undefined where nothing was seen of it in time.
 */
export function unitValue(
  definition: SignalDefinition,
  values: readonly SeenValue[],
  assignedAt: number,
): number | undefined {
  const end = assignedAt + definition.windowMs;
  const inside = values.filter(({ at }) => at >= assignedAt && at < end);
  const value = aggregated(definition.aggregate, inside);
  return value === undefined ? undefined : orientedValue(definition, value);
}

/** Where one value lies in [0,1] by a signal, 1 is best. */
export function orientedValue({ scale, orientation }: SignalDefinition, value: number): number {
  const place = scaled(scale, value);
  return orientation === "higher" ? place : 1 - place;
}

function aggregated(how: Aggregate, values: readonly SeenValue[]): number | undefined {
  if (values.length === 0) return undefined;
  const numbers = values.map(({ value }) => value);
  switch (how) {
    case "mean":
      return sumOf(numbers) / numbers.length;
    case "sum":
      return sumOf(numbers);
    case "max":
      return numbers.reduce((most, value) => Math.max(most, value));
    case "min":
      return numbers.reduce((least, value) => Math.min(least, value));
    case "last":
      return values.reduce((last, one) => (one.at >= last.at ? one : last)).value;
  }
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function scaled({ kind, low, high }: Scale, value: number): number {
  const inside = Math.min(high, Math.max(low, value));
  if (kind === "linear") return (inside - low) / (high - low);
  return Math.min(1, Math.max(0, Math.log(inside / low) / Math.log(high / low)));
}

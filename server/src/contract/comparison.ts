import { durationMs } from "./scales.ts";

/** How two values can be compared in a contract. */
export type Comparator = ">" | ">=" | "<" | "<=" | "=";

/** A condition on a number: a count, or a time in milliseconds. */
export interface Comparison {
  readonly comparator: Comparator;
  readonly than: number;
}

/** How a comparison is written: a comparator, then a number or a duration, such as `>100000` or `>1h`. */
export const COMPARISON = /^\s*(>=|<=|>|<|=)?\s*(\d+(?:\.\d+)?(?:ms|s|m|h|d|w)?)\s*$/;

/** Reads a comparison; a bare number means equality. `undefined` when the text is none. */
export function parseComparison(written: string | number): Comparison | undefined {
  if (typeof written === "number") return { comparator: "=", than: written };
  const parts = COMPARISON.exec(written);
  if (parts === null) return undefined;
  const operand = parts[2] ?? "";
  return { comparator: (parts[1] ?? "=") as Comparator, than: durationMs(operand) ?? Number(operand) };
}

/** Whether a number meets a comparison. */
export function meets(value: number, { comparator, than }: Comparison): boolean {
  switch (comparator) {
    case ">":
      return value > than;
    case ">=":
      return value >= than;
    case "<":
      return value < than;
    case "<=":
      return value <= than;
    case "=":
      return value === than;
  }
}

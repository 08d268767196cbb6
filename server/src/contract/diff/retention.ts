import type { Comparison } from "./rule.ts";
import { documentValues, type ValueChange } from "./value-changes.ts";

/** The days that data is kept, where that changed. */
export function retention(comparison: Comparison): readonly ValueChange<number>[] {
  return documentValues<number>(comparison, ["data", "retention_days"]);
}

/** Where nothing is said data may be kept for ever. */
export function retentionRank(days: number | undefined): number {
  return days ?? Number.MAX_SAFE_INTEGER;
}

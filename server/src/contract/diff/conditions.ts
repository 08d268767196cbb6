import { parseComparison } from "../comparison.ts";
import type { Frozen } from "../contract.ts";
import type { MatchDocument } from "../document/match.ts";
import { textsIn, same } from "./values.ts";

/** Conditions of which any value of a list will do; of the other lists all must hold. */
const ANY = ["model", "thinking", "request_class", "journey"] as const;
const ALL = ["header", "system_contains"] as const;

/**
 * Conditions as they count, whatever way they are written: one value says the same as a list of
 * it, the order of a list says nothing, and `>3` the same as `> 3`. Whether a role is the default is left out.
 */
export function conditionsOf(match: Frozen<MatchDocument> | undefined): Readonly<Record<string, unknown>> {
  const { default: _, ...conditions } = match ?? {};
  const plain: Record<string, unknown> = { ...conditions };
  for (const key of ANY) if (conditions[key] !== undefined) plain[key] = textsIn(conditions[key]);
  // Not sets: each counts for how special a match is, also one that is written twice.
  for (const key of ALL) if (conditions[key] !== undefined) plain[key] = [conditions[key]].flat().sort();
  for (const key of ["input_tokens", "idle"] as const) {
    if (conditions[key] !== undefined) plain[key] = comparisonOf(conditions[key]);
  }
  const { tools } = conditions;
  if (tools !== undefined) plain["tools"] = typeof tools === "object" ? [...tools].sort() : comparisonOf(tools);
  return plain;
}

/** Whether two matches hold for the same requests, as far as their conditions say it. */
export function sameConditions(a: Frozen<MatchDocument> | undefined, b: Frozen<MatchDocument> | undefined): boolean {
  return same(conditionsOf(a), conditionsOf(b));
}

function comparisonOf(written: string | number): string {
  const comparison = parseComparison(written);
  return comparison === undefined ? String(written) : `${comparison.comparator}${comparison.than}`;
}

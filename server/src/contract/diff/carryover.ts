import type { Comparison } from "./rule.ts";
import { roleValues, type ValueChange } from "./value-changes.ts";

const SCALE = ["none", "current_turn", "all_turns"];
/** Where nothing is said nothing is promised: less than all of it, and not certainly less than some. */
const UNSAID = 1.5;

/** How much of its reasoning each role sees again, where that changed. */
export function carryovers(comparison: Comparison): readonly ValueChange<string>[] {
  return roleValues<string>(comparison, ["reasoning", "carryover"]);
}

/** The place on the scale. */
export function carryoverRank(carryover: string | undefined): number {
  return carryover === undefined ? UNSAID : SCALE.indexOf(carryover);
}

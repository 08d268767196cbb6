import { boundChanges } from "../bound-changes.ts";
import type { DiffRule } from "../rule.ts";

/** Another range of values, or somebody else, may be chosen. */
export const boundsChanged: DiffRule = {
  id: "BOUNDS_CHANGED",
  subject: "reasoning",
  severity: "risky",
  pair: "BOUNDS_CHANGED",
  why: "choices that were honoured are refused, or choices that were refused are honoured",
  comply: "look at what clients ask for today (bellwether query --by effort_requested) before it is shipped",
  find: (comparison) => boundChanges(comparison),
};

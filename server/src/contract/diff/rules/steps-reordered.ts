import { stepOrder } from "../step-changes.ts";
import type { DiffRule } from "../rule.ts";

/** Steps run in another order. */
export const stepsReordered: DiffRule = {
  id: "STEPS_REORDERED",
  subject: "steps",
  severity: "risky",
  pair: "STEPS_REORDERED",
  why: "a step gets what another one has or has not changed yet",
  comply: "compare what both orders make of recorded requests or answers",
  find: stepOrder,
};

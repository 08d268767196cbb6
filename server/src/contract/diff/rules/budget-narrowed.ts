import { budgetChanges } from "../budget-changes.ts";
import type { DiffRule } from "../rule.ts";

/** A signal may drift less before something is done. */
export const budgetNarrowed: DiffRule = {
  id: "BUDGET_NARROWED",
  subject: "governance",
  severity: "safe",
  pair: "BUDGET_WIDENED",
  why: "a rollout needs more sessions to rule out the smaller drop",
  comply: "plan for the longer rollout",
  find: (comparison) => budgetChanges(comparison, "narrower"),
};

import { budgetChanges } from "../budget-changes.ts";
import type { DiffRule } from "../rule.ts";

/** A budget is for another period. */
export const budgetPeriodChanged: DiffRule = {
  id: "BUDGET_PERIOD_CHANGED",
  subject: "governance",
  severity: "risky",
  pair: "BUDGET_PERIOD_CHANGED",
  why: "the same drift is spent sooner or later than before",
  comply: "look at what is spent in both periods",
  find: (comparison) => budgetChanges(comparison, "period"),
};

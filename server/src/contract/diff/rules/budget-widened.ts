import { budgetChanges } from "../budget-changes.ts";
import type { DiffRule } from "../rule.ts";

/** A signal may drift further before anything is done. */
export const budgetWidened: DiffRule = {
  id: "BUDGET_WIDENED",
  subject: "governance",
  severity: "breaking",
  pair: "BUDGET_NARROWED",
  why: "a drop that would have been rolled back is shipped",
  comply: "say why the wider budget is good enough, and for how long",
  find: (comparison) => budgetChanges(comparison, "wider"),
};

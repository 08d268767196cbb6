import type { DiffRule } from "../rule.ts";
import { thinkingChanges } from "../thinking.ts";

/** A role may think in fewer tokens. */
export const thinkingBudgetLowered: DiffRule = {
  id: "THINKING_BUDGET_LOWERED",
  subject: "reasoning",
  severity: "breaking",
  pair: "THINKING_BUDGET_RAISED",
  why: "the model has to stop thinking sooner: hard tasks fail more often, easy ones do not",
  comply: "ship it as a major version behind a rollout that is judged on hard tasks",
  find: (comparison) => thinkingChanges(comparison, "lowered"),
};

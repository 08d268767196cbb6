import type { DiffRule } from "../rule.ts";
import { thinkingChanges } from "../thinking.ts";

/** A role may think in more tokens. */
export const thinkingBudgetRaised: DiffRule = {
  id: "THINKING_BUDGET_RAISED",
  subject: "reasoning",
  severity: "risky",
  pair: "THINKING_BUDGET_LOWERED",
  why: "answers take longer and cost more",
  comply: "look at latency and cost in the rollout",
  find: (comparison) => thinkingChanges(comparison, "raised"),
};

import type { DiffRule } from "../rule.ts";
import { thinkingChanges } from "../thinking.ts";

/** A role thinks in another way, neither more nor less by what the contract says. */
export const thinkingChanged: DiffRule = {
  id: "THINKING_CHANGED",
  subject: "reasoning",
  severity: "risky",
  pair: "THINKING_CHANGED",
  why: "how much is thought is decided by somebody else than before: the model, a budget, or the provider's default",
  comply: "compare answers of both ways on hard tasks before it is shipped",
  find: (comparison) => thinkingChanges(comparison, "changed"),
};

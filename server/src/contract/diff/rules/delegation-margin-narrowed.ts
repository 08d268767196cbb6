import { marginSteps } from "../delegations.ts";
import type { DiffRule } from "../rule.ts";

/** A delegation may cost less quality than before. */
export const delegationMarginNarrowed: DiffRule = {
  id: "DELEGATION_MARGIN_NARROWED",
  subject: "delegation",
  severity: "safe",
  pair: "DELEGATION_MARGIN_WIDENED",
  why: "a smaller drop is ruled out; it may take more evidence to do so",
  comply: "nothing; plan for a longer rollout",
  find: (comparison) => marginSteps(comparison, "down"),
};

import { marginSteps } from "../delegations.ts";
import type { DiffRule } from "../rule.ts";

/** A delegation may cost more quality than before. */
export const delegationMarginWidened: DiffRule = {
  id: "DELEGATION_MARGIN_WIDENED",
  subject: "delegation",
  severity: "risky",
  pair: "DELEGATION_MARGIN_NARROWED",
  why: "a drop that would have stopped the delegation no longer does",
  comply: "say why in the notice, and look at the delegated answers apart from the others",
  find: (comparison) => marginSteps(comparison, "up"),
};

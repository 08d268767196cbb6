import { delegationDefaults } from "../delegations.ts";
import type { DiffRule } from "../rule.ts";

/** Delegation that no rule names is allowed. */
export const delegationEnabledByDefault: DiffRule = {
  id: "DELEGATION_ENABLED_BY_DEFAULT",
  subject: "delegation",
  severity: "breaking",
  pair: "DELEGATION_DISABLED_BY_DEFAULT",
  why: "any role may have any other answer in its place, and no rule says why or at what cost in quality",
  comply: "keep the default at deny, and write a rule for each delegation that is meant",
  find: (comparison) => delegationDefaults(comparison, "allow"),
};

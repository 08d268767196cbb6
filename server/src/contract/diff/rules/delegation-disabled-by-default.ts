import { delegationDefaults } from "../delegations.ts";
import type { DiffRule } from "../rule.ts";

/** Delegation that no rule names is denied. */
export const delegationDisabledByDefault: DiffRule = {
  id: "DELEGATION_DISABLED_BY_DEFAULT",
  subject: "delegation",
  severity: "safe",
  pair: "DELEGATION_ENABLED_BY_DEFAULT",
  why: "only what a rule names may answer in another's place",
  comply: "nothing; check that each delegation that is meant has a rule",
  find: (comparison) => delegationDefaults(comparison, "deny"),
};

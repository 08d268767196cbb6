import { termChanges } from "../delegations.ts";
import type { DiffRule } from "../rule.ts";

/** A delegation is for another reason, saves another share, or holds for other tools or journeys. */
export const delegationTermsChanged: DiffRule = {
  id: "DELEGATION_TERMS_CHANGED",
  subject: "delegation",
  severity: "risky",
  pair: "DELEGATION_TERMS_CHANGED",
  why: "answers are delegated that were not, or are no longer, or for another reason than users were told",
  comply: "say in the notice what is delegated now and why",
  find: (comparison) => termChanges(comparison, ["reason", "saves", "when"]),
};

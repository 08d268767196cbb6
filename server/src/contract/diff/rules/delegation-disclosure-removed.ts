import { disclosures } from "../delegations.ts";
import type { DiffRule } from "../rule.ts";

/** Callers are no longer told that another answered. */
export const delegationDisclosureRemoved: DiffRule = {
  id: "DELEGATION_DISCLOSURE_REMOVED",
  subject: "delegation",
  severity: "breaking",
  pair: "DELEGATION_DISCLOSED",
  why: "callers take the delegate's answers for those of the contracted model",
  comply: "keep disclosed: true",
  find: (comparison) => disclosures(comparison, false),
};

import { disclosures } from "../delegations.ts";
import type { DiffRule } from "../rule.ts";

/** Callers are told that another answered. */
export const delegationDisclosed: DiffRule = {
  id: "DELEGATION_DISCLOSED",
  subject: "delegation",
  severity: "safe",
  pair: "DELEGATION_DISCLOSURE_REMOVED",
  why: "callers can tell the delegate's answers from those of the contracted model",
  comply: "nothing",
  find: (comparison) => disclosures(comparison, true),
};

import { termChanges } from "../delegations.ts";
import type { DiffRule } from "../rule.ts";

/** Tenants have another choice of whether a delegation holds for them. */
export const optChoiceChanged: DiffRule = {
  id: "OPT_CHOICE_CHANGED",
  subject: "economics",
  severity: "risky",
  pair: "OPT_CHOICE_CHANGED",
  why: "tenants who did nothing are in where they were out, or out where they were in",
  comply: "tell tenants before it holds, and keep the choices that they have made",
  find: (comparison) => termChanges(comparison, ["opt"]),
};

import type { DiffRule } from "../rule.ts";
import { slaChanges } from "../sla.ts";

/** More is promised than before. */
export const slaRaised: DiffRule = {
  id: "SLA_RAISED",
  subject: "economics",
  severity: "safe",
  pair: "SLA_WEAKENED",
  why: "what is promised is measured, and alerts",
  comply: "make sure that it is kept today",
  find: (comparison) => slaChanges(comparison, "stronger"),
};

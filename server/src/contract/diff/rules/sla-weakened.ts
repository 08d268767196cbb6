import type { DiffRule } from "../rule.ts";
import { slaChanges } from "../sla.ts";

/** Less is promised than before. */
export const slaWeakened: DiffRule = {
  id: "SLA_WEAKENED",
  subject: "economics",
  severity: "breaking",
  pair: "SLA_RAISED",
  why: "somebody relied on what was promised",
  comply: "tell those it concerns before it is in force",
  find: (comparison) => slaChanges(comparison, "weaker"),
};

import type { DiffRule } from "../rule.ts";
import { violationChanges } from "../violation-changes.ts";

/** A violation weighs more. */
export const violationSeverityRaised: DiffRule = {
  id: "VIOLATION_SEVERITY_RAISED",
  subject: "governance",
  severity: "risky",
  pair: "VIOLATION_SEVERITY_LOWERED",
  why: "exchanges that passed may be refused",
  comply: "look at how often it happens today before it is shipped",
  find: (comparison) => violationChanges(comparison, "up"),
};

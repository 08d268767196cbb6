import type { DiffRule } from "../rule.ts";
import { violationChanges } from "../violation-changes.ts";

/** A violation weighs less. */
export const violationSeverityLowered: DiffRule = {
  id: "VIOLATION_SEVERITY_LOWERED",
  subject: "governance",
  severity: "breaking",
  pair: "VIOLATION_SEVERITY_RAISED",
  why: "what was refused or told is let pass or only noted",
  comply: "say why it is no longer that serious, or mend what breaks it",
  find: (comparison) => violationChanges(comparison, "down"),
};

import { roleSteps } from "../routes.ts";
import type { DiffRule } from "../rule.ts";

/** A role is gone. */
export const roleRemoved: DiffRule = {
  id: "ROLE_REMOVED",
  subject: "routing",
  severity: "breaking",
  pair: "ROLE_ADDED",
  why: "what it answered is answered by another role with other values, or by none that is contracted",
  comply: "ship it as a major version, and check which role its requests have now",
  find: (comparison) => roleSteps(comparison, "removed"),
};

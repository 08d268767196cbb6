import { gateChanges } from "../gate-changes.ts";
import type { DiffRule } from "../rule.ts";

/** Another scenario has to pass before a version is registered. */
export const gateAdded: DiffRule = {
  id: "GATE_ADDED",
  subject: "governance",
  severity: "safe",
  pair: "GATE_REMOVED",
  why: "a version that does not pass cannot be registered",
  comply: "run it on the version of today",
  find: (comparison) => gateChanges(comparison, "added"),
};

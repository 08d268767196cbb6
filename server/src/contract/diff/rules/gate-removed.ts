import { gateChanges } from "../gate-changes.ts";
import type { DiffRule } from "../rule.ts";

/** A scenario no longer has to pass before a version is registered. */
export const gateRemoved: DiffRule = {
  id: "GATE_REMOVED",
  subject: "governance",
  severity: "breaking",
  pair: "GATE_ADDED",
  why: "what it caught will reach users",
  comply: "keep it, or put another in its place in the same version",
  find: (comparison) => gateChanges(comparison, "removed"),
};

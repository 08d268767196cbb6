import { editChanges } from "../edit-changes.ts";
import type { DiffRule } from "../rule.ts";

/** A part of the history is taken away that was kept. */
export const contextEditAdded: DiffRule = {
  id: "CONTEXT_EDIT_ADDED",
  subject: "context",
  severity: "breaking",
  pair: "CONTEXT_EDIT_REMOVED",
  why: "the model no longer sees what it did before; what it forgets is found out in long sessions alone",
  comply: "ship it as a major version, and try long and idle sessions in a scenario first",
  find: (comparison) => editChanges(comparison, "added"),
};

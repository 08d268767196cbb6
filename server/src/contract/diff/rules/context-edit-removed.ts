import { editChanges } from "../edit-changes.ts";
import type { DiffRule } from "../rule.ts";

/** A part of the history is kept that was taken away. */
export const contextEditRemoved: DiffRule = {
  id: "CONTEXT_EDIT_REMOVED",
  subject: "context",
  severity: "risky",
  pair: "CONTEXT_EDIT_ADDED",
  why: "requests grow: they cost more, and reach the model's limit sooner",
  comply: "look at the size of requests in long sessions",
  find: (comparison) => editChanges(comparison, "removed"),
};

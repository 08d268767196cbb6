import { editChanges } from "../edit-changes.ts";
import type { DiffRule } from "../rule.ts";

/** An edit that happened on every later turn happens once. */
export const contextEditLimited: DiffRule = {
  id: "CONTEXT_EDIT_LIMITED",
  subject: "context",
  severity: "safe",
  pair: "CONTEXT_EDIT_REPEATS",
  why: "less is forgotten",
  comply: "nothing has to be done",
  find: (comparison) => editChanges(comparison, "limited"),
};

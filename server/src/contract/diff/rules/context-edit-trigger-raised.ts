import { editChanges } from "../edit-changes.ts";
import type { DiffRule } from "../rule.ts";

/** An edit begins later. */
export const contextEditTriggerRaised: DiffRule = {
  id: "CONTEXT_EDIT_TRIGGER_RAISED",
  subject: "context",
  severity: "safe",
  pair: "CONTEXT_EDIT_TRIGGER_LOWERED",
  why: "fewer sessions lose a part of their history",
  comply: "nothing has to be done",
  find: (comparison) => editChanges(comparison, "later"),
};

import { editChanges } from "../edit-changes.ts";
import type { DiffRule } from "../rule.ts";

/** An edit begins sooner. */
export const contextEditTriggerLowered: DiffRule = {
  id: "CONTEXT_EDIT_TRIGGER_LOWERED",
  subject: "context",
  severity: "risky",
  pair: "CONTEXT_EDIT_TRIGGER_RAISED",
  why: "more sessions lose a part of their history",
  comply: "look at how many sessions are that long, or idle that long",
  find: (comparison) => editChanges(comparison, "sooner"),
};

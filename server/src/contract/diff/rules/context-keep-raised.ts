import { editChanges } from "../edit-changes.ts";
import type { DiffRule } from "../rule.ts";

/** An edit keeps more of the history. */
export const contextKeepRaised: DiffRule = {
  id: "CONTEXT_KEEP_RAISED",
  subject: "context",
  severity: "safe",
  pair: "CONTEXT_KEEP_REDUCED",
  why: "requests are larger; less is forgotten",
  comply: "nothing has to be done",
  find: (comparison) => editChanges(comparison, "raised"),
};

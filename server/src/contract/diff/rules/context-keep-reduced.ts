import { editChanges } from "../edit-changes.ts";
import type { DiffRule } from "../rule.ts";

/** An edit keeps less of the history. */
export const contextKeepReduced: DiffRule = {
  id: "CONTEXT_KEEP_REDUCED",
  subject: "context",
  severity: "breaking",
  pair: "CONTEXT_KEEP_RAISED",
  why: "the model sees less of what it thought and did: it becomes forgetful, first in long and in resumed sessions",
  comply: "ship it as a major version, and try long and idle sessions in a scenario first",
  incident:
    "in spring 2026 a coding agent began to keep one turn of reasoning after an idle hour; to save tokens, as it was declared, once",
  find: (comparison) => editChanges(comparison, "reduced"),
};

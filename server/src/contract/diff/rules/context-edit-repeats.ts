import { editChanges } from "../edit-changes.ts";
import type { DiffRule } from "../rule.ts";

/** An edit that happened once happens on every later turn. */
export const contextEditRepeats: DiffRule = {
  id: "CONTEXT_EDIT_REPEATS",
  subject: "context",
  severity: "breaking",
  pair: "CONTEXT_EDIT_LIMITED",
  why: "each turn forgets again: caches miss on every request, and the model never builds on its own reasoning",
  comply: "let it happen once, or ship it as a major version with a soak test",
  incident:
    "in spring 2026 a clearing of old reasoning after an idle hour was meant to happen once, and happened on every turn from then on",
  find: (comparison) => editChanges(comparison, "repeats"),
};

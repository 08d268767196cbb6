import type { DiffRule } from "../rule.ts";
import { thinkingChanges } from "../thinking.ts";

/** A role no longer thinks before it answers. */
export const thinkingDisabled: DiffRule = {
  id: "THINKING_DISABLED",
  subject: "reasoning",
  severity: "breaking",
  pair: "THINKING_ENABLED",
  why: "the model answers without thinking: hard tasks fail more often, and tools are called with less care",
  comply: "ship it as a major version behind a rollout that is judged on hard tasks, and tell those it concerns",
  find: (comparison) => thinkingChanges(comparison, "disabled"),
};

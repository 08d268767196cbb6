import { lengthLimitChanges } from "../length-limit-changes.ts";
import type { DiffRule } from "../rule.ts";

/** The system prompt limits how long answers may be, where it did not, or not so tightly. */
export const systemPromptLengthLimitAdded: DiffRule = {
  id: "SYSTEM_PROMPT_LENGTH_LIMIT_ADDED",
  subject: "prompt",
  severity: "breaking",
  pair: "SYSTEM_PROMPT_LENGTH_LIMIT_REMOVED",
  why: "a model that must say less also works out less: what it leaves unsaid between steps is what later steps build on",
  comply: "compare both prompts on long and hard tasks in a paired gate, or give the limit to those who asked for it",
  incident:
    "in April 2026 a leading coding agent's prompt was given two caps, 25 words between tool calls and 100 words in the last answer; its work got about 3 % worse, and the caps were taken back",
  find: (comparison) => lengthLimitChanges(comparison, "added"),
};

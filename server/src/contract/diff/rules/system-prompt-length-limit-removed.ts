import { lengthLimitChanges } from "../length-limit-changes.ts";
import type { DiffRule } from "../rule.ts";

/** The system prompt no longer limits how long answers may be, or not so tightly. */
export const systemPromptLengthLimitRemoved: DiffRule = {
  id: "SYSTEM_PROMPT_LENGTH_LIMIT_REMOVED",
  subject: "prompt",
  severity: "risky",
  pair: "SYSTEM_PROMPT_LENGTH_LIMIT_ADDED",
  why: "answers get longer: they cost more, take more time, and may not fit where they are shown",
  comply: "look at length, latency and cost in a staged rollout",
  find: (comparison) => lengthLimitChanges(comparison, "removed"),
};

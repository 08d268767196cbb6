import { choiceSteps } from "../tool-choices.ts";
import type { DiffRule } from "../rule.ts";

/** The model is more free to call a tool or none. */
export const toolChoiceFreed: DiffRule = {
  id: "TOOL_CHOICE_FREED",
  subject: "tools",
  severity: "safe",
  pair: "TOOL_CHOICE_FORCED",
  why: "the model may answer where it had to call a tool, or call another one",
  comply: "nothing; look at how often tools are called in the rollout",
  find: (comparison) => choiceSteps(comparison, "freed"),
};

import { choiceSteps } from "../tool-choices.ts";
import type { DiffRule } from "../rule.ts";

/** The model is less free to call a tool or none. */
export const toolChoiceForced: DiffRule = {
  id: "TOOL_CHOICE_FORCED",
  subject: "tools",
  severity: "breaking",
  pair: "TOOL_CHOICE_FREED",
  why: "the model has to call a tool where it would have answered, or cannot where it would have called one; some providers also refuse to reason then",
  comply: "ship it as a major version, and look at answers that needed no tool",
  find: (comparison) => choiceSteps(comparison, "forced"),
};

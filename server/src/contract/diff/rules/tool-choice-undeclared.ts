import { choiceSteps } from "../tool-choices.ts";
import type { DiffRule } from "../rule.ts";

/** The contract no longer says that the model is free to call tools. */
export const toolChoiceUndeclared: DiffRule = {
  id: "TOOL_CHOICE_UNDECLARED",
  subject: "tools",
  severity: "risky",
  pair: "TOOL_CHOICE_DECLARED",
  why: "requests may force a tool, and no later version will show it",
  comply: "keep tool_choice: auto",
  find: (comparison) => choiceSteps(comparison, "undeclared"),
};

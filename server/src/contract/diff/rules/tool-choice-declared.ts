import { choiceSteps } from "../tool-choices.ts";
import type { DiffRule } from "../rule.ts";

/** The contract says that the model is free to call tools, and did not before. */
export const toolChoiceDeclared: DiffRule = {
  id: "TOOL_CHOICE_DECLARED",
  subject: "tools",
  severity: "risky",
  pair: "TOOL_CHOICE_UNDECLARED",
  why: "requests that force a tool become violations",
  comply: "check by recorded traffic that none does",
  find: (comparison) => choiceSteps(comparison, "declared"),
};

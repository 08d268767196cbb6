import { toolSteps } from "../tools.ts";
import type { DiffRule } from "../rule.ts";

/** A role has a new tool. */
export const toolAdded: DiffRule = {
  id: "TOOL_ADDED",
  subject: "tools",
  severity: "risky",
  pair: "TOOL_REMOVED",
  why: "the model may call it where it did something else, and its definition moves the cached prefix",
  comply: "look at how often it is called in the rollout, and in place of what",
  find: (comparison) => toolSteps(comparison, "added"),
};

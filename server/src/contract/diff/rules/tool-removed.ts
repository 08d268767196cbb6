import { toolSteps } from "../tools.ts";
import type { DiffRule } from "../rule.ts";

/** A role no longer has a tool. */
export const toolRemoved: DiffRule = {
  id: "TOOL_REMOVED",
  subject: "tools",
  severity: "breaking",
  pair: "TOOL_ADDED",
  why: "the model can no longer do what the tool did, and will try something else or say that it cannot",
  comply: "ship it as a major version, and look at tasks that called the tool",
  find: (comparison) => toolSteps(comparison, "removed"),
};

import { toolDeclarations } from "../tools.ts";
import type { DiffRule } from "../rule.ts";

/** The contract no longer says which tools a role has. */
export const toolsUndeclared: DiffRule = {
  id: "TOOLS_UNDECLARED",
  subject: "tools",
  severity: "breaking",
  pair: "TOOLS_DECLARED",
  why: "any tool may be offered or missing, and no later version will show it",
  comply: "keep the list of tools",
  find: (comparison) => toolDeclarations(comparison, "undeclared"),
};

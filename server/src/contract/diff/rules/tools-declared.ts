import { toolDeclarations } from "../tools.ts";
import type { DiffRule } from "../rule.ts";

/** The contract says which tools a role has, and did not before. */
export const toolsDeclared: DiffRule = {
  id: "TOOLS_DECLARED",
  subject: "tools",
  severity: "risky",
  pair: "TOOLS_UNDECLARED",
  why: "requests with other tools than these become violations",
  comply: "run the version under observe first, and compare the list with what is offered",
  find: (comparison) => toolDeclarations(comparison, "declared"),
};

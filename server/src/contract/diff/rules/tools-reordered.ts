import { toolOrder } from "../tools.ts";
import type { DiffRule } from "../rule.ts";

/** A role's tools stand in another order. */
export const toolsReordered: DiffRule = {
  id: "TOOLS_REORDERED",
  subject: "tools",
  severity: "risky",
  pair: "TOOLS_REORDERED",
  why: "models prefer tools by their place to some degree, and the cached prefix is lost",
  comply: "keep the order, or look at which tools are called and at cache reads in the rollout",
  find: toolOrder,
};

import { toolRoutes } from "../tools.ts";
import type { DiffRule } from "../rule.ts";

/** Another answers a tool's calls. */
export const toolRouteChanged: DiffRule = {
  id: "TOOL_ROUTE_CHANGED",
  subject: "tools",
  severity: "risky",
  pair: "TOOL_ROUTE_CHANGED",
  why: "the same call gives another answer, by another model or by the product itself",
  comply: "compare the answers of both on recorded calls",
  find: toolRoutes,
};

import { routingChanges } from "../routes.ts";
import type { DiffRule } from "../rule.ts";

/** A routing rule was added or removed, leads elsewhere, or is tried in another order. */
export const routingRuleChanged: DiffRule = {
  id: "ROUTING_RULE_CHANGED",
  subject: "routing",
  severity: "risky",
  pair: "ROUTING_RULE_CHANGED",
  why: "some traffic is answered by another role, with its model, effort and tools",
  comply: "check by recorded traffic which requests change their role, and look at those apart from the others",
  incident:
    "in August 2025 a routine change of load balancing sent up to 16 % of one model's requests in an hour to servers that were set up for other requests; answers got worse for weeks before it was found",
  find: routingChanges,
};

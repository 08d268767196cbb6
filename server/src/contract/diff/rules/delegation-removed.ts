import { delegationSteps } from "../delegations.ts";
import type { DiffRule } from "../rule.ts";

/** Another may no longer answer in a role's place. */
export const delegationRemoved: DiffRule = {
  id: "DELEGATION_REMOVED",
  subject: "delegation",
  severity: "risky",
  pair: "DELEGATION_ADDED",
  why: "answers take the time and the price of the contracted model again, and may be other ones",
  comply: "look at latency and cost in the rollout",
  find: (comparison) => delegationSteps(comparison, "removed"),
};

import { depthSteps } from "../delegations.ts";
import type { DiffRule } from "../rule.ts";

/** Delegates may delegate deeper. */
export const delegationLimitRaised: DiffRule = {
  id: "DELEGATION_LIMIT_RAISED",
  subject: "delegation",
  severity: "risky",
  pair: "DELEGATION_LIMIT_LOWERED",
  why: "answers may come from further away from the contracted model, and each step loses some of what was asked",
  comply: "look at how deep delegation goes in the rollout, and at long sessions",
  find: (comparison) => depthSteps(comparison, "up"),
};

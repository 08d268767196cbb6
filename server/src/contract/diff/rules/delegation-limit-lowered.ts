import { depthSteps } from "../delegations.ts";
import type { DiffRule } from "../rule.ts";

/** Delegates may no longer delegate as deep. */
export const delegationLimitLowered: DiffRule = {
  id: "DELEGATION_LIMIT_LOWERED",
  subject: "delegation",
  severity: "safe",
  pair: "DELEGATION_LIMIT_RAISED",
  why: "answers come from closer to the contracted model",
  comply: "nothing; look at refused delegations in the rollout",
  find: (comparison) => depthSteps(comparison, "down"),
};

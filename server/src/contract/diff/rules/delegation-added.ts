import { delegationSteps } from "../delegations.ts";
import type { DiffRule } from "../rule.ts";

/** Another may answer in a role's place. */
export const delegationAdded: DiffRule = {
  id: "DELEGATION_ADDED",
  subject: "delegation",
  severity: "breaking",
  pair: "DELEGATION_REMOVED",
  why: "answers that came from the contracted model come from another one",
  comply: "ship it as a major version, disclosed, with a margin that the rollout has to hold, and let tenants opt out",
  incident:
    "in September 2025 a chat product began to have some conversations answered by another model than the one that was chosen; its users noticed by the answers",
  find: (comparison) => delegationSteps(comparison, "added"),
};

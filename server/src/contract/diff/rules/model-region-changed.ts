import { fieldChanges } from "../models.ts";
import type { DiffRule } from "../rule.ts";

/** A role's model runs in another region, or in one that is not said. */
export const modelRegionChanged: DiffRule = {
  id: "MODEL_REGION_CHANGED",
  subject: "model",
  severity: "risky",
  pair: "MODEL_REGION_CHANGED",
  why: "requests go to another place: what was promised on where data may go, and how long it takes, may not hold there",
  comply: "check it against what was promised on data, and look at latency in the rollout",
  find: (comparison) => fieldChanges(comparison, "region"),
};

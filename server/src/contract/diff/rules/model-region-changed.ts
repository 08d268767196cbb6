import type { DiffRule } from "../rule.ts";
import { roleValues, told } from "../value-changes.ts";

/** A role is answered from another region. */
export const modelRegionChanged: DiffRule = {
  id: "MODEL_REGION_CHANGED",
  subject: "economics",
  severity: "risky",
  pair: "MODEL_REGION_CHANGED",
  why: "latency, the models that there are, and the law that holds differ by region",
  comply: "look at latency in the rollout",
  find: (comparison) => roleValues(comparison, ["model", "region"]).map((change) => told(change, "the region")),
};

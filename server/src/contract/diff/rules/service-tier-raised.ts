import type { DiffRule } from "../rule.ts";
import { tiers } from "../service-tiers.ts";
import { told } from "../value-changes.ts";

/** Requests are served with more priority. */
export const serviceTierRaised: DiffRule = {
  id: "SERVICE_TIER_RAISED",
  subject: "economics",
  severity: "safe",
  pair: "SERVICE_TIER_LOWERED",
  why: "it costs more",
  comply: "look at cost",
  find: (comparison) => tiers(comparison, "up").map((change) => told(change, "the service tier")),
};

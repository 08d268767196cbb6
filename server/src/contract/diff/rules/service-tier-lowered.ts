import type { DiffRule } from "../rule.ts";
import { tiers } from "../service-tiers.ts";
import { told } from "../value-changes.ts";

/** Requests are served with less priority. */
export const serviceTierLowered: DiffRule = {
  id: "SERVICE_TIER_LOWERED",
  subject: "economics",
  severity: "risky",
  pair: "SERVICE_TIER_RAISED",
  why: "answers take longer, or are refused, when the provider is busy",
  comply: "look at latency and refusals at the busiest hour",
  find: (comparison) => tiers(comparison, "down").map((change) => told(change, "the service tier")),
};

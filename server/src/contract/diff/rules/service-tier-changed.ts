import type { DiffRule } from "../rule.ts";
import { tiers } from "../service-tiers.ts";
import { told } from "../value-changes.ts";

/** Requests are served in another tier, and nobody can say whether it is a lower one. */
export const serviceTierChanged: DiffRule = {
  id: "SERVICE_TIER_CHANGED",
  subject: "economics",
  severity: "risky",
  pair: "SERVICE_TIER_CHANGED",
  why: "what the provider promises changes",
  comply: "read what the provider says of both",
  find: (comparison) => tiers(comparison, "neither").map((change) => told(change, "the service tier")),
};

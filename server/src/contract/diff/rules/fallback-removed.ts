import { fallbackSteps } from "../fallbacks.ts";
import type { DiffRule } from "../rule.ts";

/** A model may no longer answer where the contracted one cannot. */
export const fallbackRemoved: DiffRule = {
  id: "FALLBACK_REMOVED",
  subject: "fallback",
  severity: "risky",
  pair: "FALLBACK_ADDED",
  why: "where it answered, requests now fail or go to the next fallback",
  comply: "look at how often it was used, and at errors in the rollout",
  find: (comparison) => fallbackSteps(comparison, "removed"),
};

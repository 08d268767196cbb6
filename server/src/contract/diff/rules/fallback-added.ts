import { fallbackSteps } from "../fallbacks.ts";
import type { DiffRule } from "../rule.ts";

/** Another model may answer where the contracted one cannot. */
export const fallbackAdded: DiffRule = {
  id: "FALLBACK_ADDED",
  subject: "fallback",
  severity: "breaking",
  pair: "FALLBACK_REMOVED",
  why: "some answers come from a model that nobody was promised, most of them when load is high",
  comply: "ship it as a major version, run the gates on the fallback too, and give it a sunset",
  find: (comparison) => fallbackSteps(comparison, "added"),
};

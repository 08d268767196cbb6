import { providerDefaults } from "../fallbacks.ts";
import type { DiffRule } from "../rule.ts";

/** The provider may no longer choose by itself which model answers. */
export const fallbackProviderDefaultRemoved: DiffRule = {
  id: "FALLBACK_PROVIDER_DEFAULT_REMOVED",
  subject: "fallback",
  severity: "risky",
  pair: "FALLBACK_PROVIDER_DEFAULT",
  why: "where the provider chose another model, requests now fail or go to a named fallback",
  comply: "look at how often it was used, and at errors in the rollout",
  find: (comparison) => providerDefaults(comparison, "removed"),
};

import { providerDefaults } from "../fallbacks.ts";
import type { DiffRule } from "../rule.ts";

/** The provider may choose by itself which model answers. */
export const fallbackProviderDefault: DiffRule = {
  id: "FALLBACK_PROVIDER_DEFAULT",
  subject: "fallback",
  severity: "breaking",
  pair: "FALLBACK_PROVIDER_DEFAULT_REMOVED",
  why: "any model may answer, and which one is the provider's choice and not this contract's",
  comply: "name the fallbacks one by one instead",
  find: (comparison) => providerDefaults(comparison, "added"),
};

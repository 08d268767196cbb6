import { fieldChanges } from "../models.ts";
import type { DiffRule } from "../rule.ts";

/** Another provider runs a role's model. */
export const providerChanged: DiffRule = {
  id: "PROVIDER_CHANGED",
  subject: "model",
  severity: "breaking",
  pair: "PROVIDER_CHANGED",
  why: "the same model behind another provider has other defaults, limits, filters and terms for data",
  comply: "ship it as a major version, compare both providers on the same requests, and look at the terms for data",
  find: (comparison) => fieldChanges(comparison, "provider"),
};

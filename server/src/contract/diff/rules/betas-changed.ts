import type { DiffRule } from "../rule.ts";
import { roleValues, told } from "../value-changes.ts";
import { unordered } from "../values.ts";

/** Requests carry other beta features. */
export const betasChanged: DiffRule = {
  id: "BETAS_CHANGED",
  subject: "output",
  severity: "risky",
  pair: "BETAS_CHANGED",
  why: "a beta feature changes what the provider does with the same request, and ends some day",
  comply: "read what the feature does, and try it in a scenario",
  find: (comparison) =>
    roleValues(comparison, ["betas"], unordered).map((change) => told(change, "the list of beta features")),
};

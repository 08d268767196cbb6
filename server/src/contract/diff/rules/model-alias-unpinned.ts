import { pinSteps } from "../models.ts";
import type { DiffRule } from "../rule.ts";

/** A role's model is no longer held to one snapshot. */
export const modelAliasUnpinned: DiffRule = {
  id: "MODEL_ALIAS_UNPINNED",
  subject: "model",
  severity: "risky",
  pair: "MODEL_PINNED",
  why: "the provider can put another snapshot behind the name at any time, and no version of this contract will say so",
  comply: "keep the snapshot and pinned: true, and move to a new snapshot by a new version",
  incident:
    "between March and June 2023 the snapshot behind a well-known alias moved; a study found that it told primes from other numbers in 84 % of cases before and in 51 % after",
  find: (comparison) => pinSteps(comparison, "unpinned"),
};

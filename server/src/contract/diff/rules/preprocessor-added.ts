import { stepsThat } from "../step-changes.ts";
import type { DiffRule } from "../rule.ts";

/** A new step changes requests before the model. */
export const preprocessorAdded: DiffRule = {
  id: "PREPROCESSOR_ADDED",
  subject: "steps",
  severity: "risky",
  pair: "PREPROCESSOR_REMOVED",
  why: "the model gets something else than users wrote",
  comply: "compare requests before and after the step, and look at answers in the rollout",
  find: (comparison) => stepsThat(comparison, "pre", "added"),
};

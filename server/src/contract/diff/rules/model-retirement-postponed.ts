import { retirementSteps } from "../retirements.ts";
import type { DiffRule } from "../rule.ts";

/** The day on which a role's model is taken away was within 90 days, and is later now or not known. */
export const modelRetirementPostponed: DiffRule = {
  id: "MODEL_RETIREMENT_POSTPONED",
  subject: "model",
  severity: "safe",
  pair: "MODEL_RETIRES_SOON",
  why: "there is more time than there was",
  comply: "nothing; check the day with the provider where it is gone altogether",
  find: (comparison) => retirementSteps(comparison, "later"),
};

import { retirementSteps } from "../retirements.ts";
import type { DiffRule } from "../rule.ts";

/** The day on which a role's model is taken away changed, and is far away before and after. */
export const modelRetirementChanged: DiffRule = {
  id: "MODEL_RETIREMENT_CHANGED",
  subject: "model",
  severity: "safe",
  pair: "MODEL_RETIREMENT_CHANGED",
  why: "plans for the model that follows it may have to move",
  comply: "nothing; plan for the new day",
  find: (comparison) => retirementSteps(comparison, "distant"),
};

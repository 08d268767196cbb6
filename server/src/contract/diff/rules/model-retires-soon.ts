import { retirementSteps } from "../retirements.ts";
import type { DiffRule } from "../rule.ts";

/** The day on which a role's model is taken away is new or has moved closer, and is within 90 days. */
export const modelRetiresSoon: DiffRule = {
  id: "MODEL_RETIRES_SOON",
  subject: "model",
  severity: "risky",
  pair: "MODEL_RETIREMENT_POSTPONED",
  why: "on that day requests fail or another model answers, whether this surface is ready or not",
  comply: "choose the model that follows it now, and begin its rollout while both can be compared",
  incident:
    "in March 2023 a provider took its code models away with three days' notice, and work that rested on them could not be repeated",
  find: (comparison) => retirementSteps(comparison, "sooner"),
};

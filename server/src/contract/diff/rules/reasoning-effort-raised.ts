import { effortSteps } from "../efforts.ts";
import type { DiffRule } from "../rule.ts";

/** The effort with which a role reasons, or the floor below which nobody may choose, goes up. */
export const reasoningEffortRaised: DiffRule = {
  id: "REASONING_EFFORT_RAISED",
  subject: "reasoning",
  severity: "risky",
  pair: "REASONING_EFFORT_LOWERED",
  why: "answers take longer and cost more, and limits of tokens are reached sooner",
  comply: "look at latency and cost in the rollout, and at answers that end at their token limit",
  find: (comparison) => effortSteps(comparison, "up"),
};

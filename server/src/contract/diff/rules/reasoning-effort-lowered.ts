import { effortSteps } from "../efforts.ts";
import type { DiffRule } from "../rule.ts";

/** The effort with which a role reasons, or the floor below which nobody may choose, goes down. */
export const reasoningEffortLowered: DiffRule = {
  id: "REASONING_EFFORT_LOWERED",
  subject: "reasoning",
  severity: "breaking",
  pair: "REASONING_EFFORT_RAISED",
  why: "the model thinks less on the same request: hard tasks fail more often, easy ones do not, so averages hide it",
  comply: "ship it as a major version behind a rollout that is judged on hard tasks, and tell those it concerns",
  incident:
    "in spring 2026 a coding agent's default effort went from high to medium for some plans; its users saw worse work for weeks before its vendor's evals did",
  find: (comparison) => effortSteps(comparison, "down"),
};

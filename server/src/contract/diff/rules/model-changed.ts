import { otherModels } from "../models.ts";
import type { DiffRule } from "../rule.ts";

/** Another model answers for a role, or others may be chosen in its place. */
export const modelChanged: DiffRule = {
  id: "MODEL_CHANGED",
  subject: "model",
  severity: "breaking",
  pair: "MODEL_CHANGED",
  why: "another model answers otherwise: prompts, tools and evals that were made for the first say little of the second",
  comply: "ship it as a major version behind a rollout that is judged on what users do, and tell those it concerns",
  incident:
    "in August 2025 a chat product took its older models away on the day of a new one; its users protested, and one of the old models was back within days",
  find: otherModels,
};

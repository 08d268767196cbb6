import { stepsThat } from "../step-changes.ts";
import type { DiffRule } from "../rule.ts";

/** A new step changes answers after the model. */
export const postprocessorAdded: DiffRule = {
  id: "POSTPROCESSOR_ADDED",
  subject: "steps",
  severity: "breaking",
  pair: "POSTPROCESSOR_REMOVED",
  why: "users see something else than the model said, and evals of the model do not show it",
  comply: "ship it as a major version, and judge answers as users see them",
  find: (comparison) => stepsThat(comparison, "post", "added"),
};

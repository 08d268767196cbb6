import { stepsThat } from "../step-changes.ts";
import type { DiffRule } from "../rule.ts";

/** A step after the model is gone. */
export const postprocessorRemoved: DiffRule = {
  id: "POSTPROCESSOR_REMOVED",
  subject: "steps",
  severity: "risky",
  pair: "POSTPROCESSOR_ADDED",
  why: "answers reach users without what the step did to them",
  comply: "check what the step kept away from users",
  find: (comparison) => stepsThat(comparison, "post", "removed"),
};

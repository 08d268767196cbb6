import { stepsThat } from "../step-changes.ts";
import type { DiffRule } from "../rule.ts";

/** A step before the model is gone. */
export const preprocessorRemoved: DiffRule = {
  id: "PREPROCESSOR_REMOVED",
  subject: "steps",
  severity: "breaking",
  pair: "PREPROCESSOR_ADDED",
  why: "the model and its provider get what the step kept away or put in order, personal data too",
  comply: "ship it as a major version, and check what the step was there for",
  find: (comparison) => stepsThat(comparison, "pre", "removed"),
};

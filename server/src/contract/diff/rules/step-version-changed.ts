import { stepVersions } from "../step-changes.ts";
import type { DiffRule } from "../rule.ts";

/** A step before or after the model has another version. */
export const stepVersionChanged: DiffRule = {
  id: "STEP_VERSION_CHANGED",
  subject: "steps",
  severity: "risky",
  pair: "STEP_VERSION_CHANGED",
  why: "it may do something else with the same text",
  comply: "compare what both versions make of recorded requests or answers",
  find: stepVersions,
};

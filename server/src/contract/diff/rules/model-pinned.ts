import { pinSteps } from "../models.ts";
import type { DiffRule } from "../rule.ts";

/** A role's model is held to one snapshot. */
export const modelPinned: DiffRule = {
  id: "MODEL_PINNED",
  subject: "model",
  severity: "safe",
  pair: "MODEL_ALIAS_UNPINNED",
  why: "what answers can no longer change without a version that says so",
  comply: "nothing; check that the snapshot is the one that answered until now",
  find: (comparison) => pinSteps(comparison, "pinned"),
};

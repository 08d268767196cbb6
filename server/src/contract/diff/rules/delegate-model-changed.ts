import { delegateModels } from "../delegates.ts";
import type { DiffRule } from "../rule.ts";

/** Behind an unchanged delegation another model answers, or one whose effort is not known. */
export const delegateModelChanged: DiffRule = {
  id: "DELEGATE_MODEL_CHANGED",
  subject: "delegation",
  severity: "breaking",
  pair: "DELEGATE_MODEL_CHANGED",
  why: "the rule's margin was held by the old delegate, and says nothing of the new one",
  comply: "measure the margin again with the new delegate, in a rollout of its own",
  find: delegateModels,
};

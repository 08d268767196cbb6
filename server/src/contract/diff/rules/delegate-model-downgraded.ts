import { delegateEfforts } from "../delegates.ts";
import type { DiffRule } from "../rule.ts";

/** Behind an unchanged delegation the delegate reasons with less effort. */
export const delegateModelDowngraded: DiffRule = {
  id: "DELEGATE_MODEL_DOWNGRADED",
  subject: "delegation",
  severity: "breaking",
  pair: "DELEGATE_MODEL_UPGRADED",
  why: "the rule's margin was held with more effort: delegated answers get worse where the contracted ones do not",
  comply: "measure the margin again with the lower effort, in a rollout of its own",
  find: (comparison) => delegateEfforts(comparison, "down"),
};

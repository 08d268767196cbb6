import type { DiffRule } from "../rule.ts";
import { roleValues, told } from "../value-changes.ts";

/** A long history is no longer summarised. */
export const compactionDisabled: DiffRule = {
  id: "COMPACTION_DISABLED",
  subject: "context",
  severity: "risky",
  pair: "COMPACTION_ENABLED",
  why: "long sessions reach the model's limit and end",
  comply: "look at how long sessions become",
  find: (comparison) =>
    roleValues<number>(comparison, ["context", "compaction", "trigger_tokens"])
      .filter(({ after }) => after === undefined)
      .map((change) => told(change, "the size at which the history is summarised")),
};

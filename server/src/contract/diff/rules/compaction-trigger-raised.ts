import type { DiffRule } from "../rule.ts";
import { roleValues, told } from "../value-changes.ts";

/** The history is summarised later. */
export const compactionTriggerRaised: DiffRule = {
  id: "COMPACTION_TRIGGER_RAISED",
  subject: "context",
  severity: "safe",
  pair: "COMPACTION_TRIGGER_LOWERED",
  why: "fewer sessions go on from a summary",
  comply: "nothing has to be done",
  find: (comparison) =>
    roleValues<number>(comparison, ["context", "compaction", "trigger_tokens"])
      .filter(({ before, after }) => before !== undefined && after !== undefined && after > before)
      .map((change) => told(change, "the size at which the history is summarised")),
};

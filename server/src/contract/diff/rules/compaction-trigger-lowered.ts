import type { DiffRule } from "../rule.ts";
import { roleValues, told } from "../value-changes.ts";

/** The history is summarised sooner. */
export const compactionTriggerLowered: DiffRule = {
  id: "COMPACTION_TRIGGER_LOWERED",
  subject: "context",
  severity: "risky",
  pair: "COMPACTION_TRIGGER_RAISED",
  why: "more sessions go on from a summary",
  comply: "look at how many sessions are that long",
  find: (comparison) =>
    roleValues<number>(comparison, ["context", "compaction", "trigger_tokens"])
      .filter(({ before, after }) => before !== undefined && after !== undefined && after < before)
      .map((change) => told(change, "the size at which the history is summarised")),
};

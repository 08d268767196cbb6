import type { DiffRule } from "../rule.ts";
import { roleValues, told } from "../value-changes.ts";

/** A long history is summarised that was kept. */
export const compactionEnabled: DiffRule = {
  id: "COMPACTION_ENABLED",
  subject: "context",
  severity: "breaking",
  pair: "COMPACTION_DISABLED",
  why: "the model goes on from a summary: details that it needed are gone",
  comply: "try sessions that are longer than the trigger in a scenario first",
  find: (comparison) =>
    roleValues<number>(comparison, ["context", "compaction", "trigger_tokens"])
      .filter(({ before }) => before === undefined)
      .map((change) => told(change, "the size at which the history is summarised")),
};

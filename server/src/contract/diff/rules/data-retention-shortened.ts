import { retention, retentionRank } from "../retention.ts";
import type { DiffRule } from "../rule.ts";
import { steps, told } from "../value-changes.ts";

/** Data is kept for a shorter time. */
export const dataRetentionShortened: DiffRule = {
  id: "DATA_RETENTION_SHORTENED",
  subject: "economics",
  severity: "safe",
  pair: "DATA_RETENTION_EXTENDED",
  why: "what is deleted sooner can be looked at for a shorter time",
  comply: "nothing has to be done",
  find: (comparison) =>
    steps(retention(comparison), retentionRank, "down").map((change) => told(change, "how many days data is kept")),
};

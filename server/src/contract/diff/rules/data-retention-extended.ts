import { retention, retentionRank } from "../retention.ts";
import type { DiffRule } from "../rule.ts";
import { steps, told } from "../value-changes.ts";

/** Data is kept longer. */
export const dataRetentionExtended: DiffRule = {
  id: "DATA_RETENTION_EXTENDED",
  subject: "economics",
  severity: "breaking",
  pair: "DATA_RETENTION_SHORTENED",
  why: "whoever agreed to one time did not agree to a longer one",
  comply: "ask those it concerns before it is in force",
  find: (comparison) =>
    steps(retention(comparison), retentionRank, "up").map((change) => told(change, "how many days data is kept")),
};

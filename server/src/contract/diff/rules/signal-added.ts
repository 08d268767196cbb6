import type { DiffRule } from "../rule.ts";
import { memberValues, told } from "../value-changes.ts";

/** Something more is measured. */
export const signalAdded: DiffRule = {
  id: "SIGNAL_ADDED",
  subject: "governance",
  severity: "safe",
  pair: "SIGNAL_REMOVED",
  why: "there is nothing yet to compare it with",
  comply: "nothing has to be done",
  find: (comparison) =>
    memberValues(comparison, ["signals"])
      .filter(({ before }) => before === undefined)
      .map((change) => told(change, `the signal ${change.path.slice("signals.".length)}`)),
};

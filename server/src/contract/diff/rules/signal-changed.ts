import type { DiffRule } from "../rule.ts";
import { memberValues, told } from "../value-changes.ts";

/** A signal is measured in another way. */
export const signalChanged: DiffRule = {
  id: "SIGNAL_CHANGED",
  subject: "governance",
  severity: "risky",
  pair: "SIGNAL_CHANGED",
  why: "values of before and after cannot be compared, and a baseline of before misleads",
  comply: "give it another name",
  find: (comparison) =>
    memberValues(comparison, ["signals"])
      .filter(({ before, after }) => before !== undefined && after !== undefined)
      .map((change) => told(change, `the signal ${change.path.slice("signals.".length)}`)),
};

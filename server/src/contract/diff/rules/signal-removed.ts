import type { DiffRule } from "../rule.ts";
import { memberValues, told } from "../value-changes.ts";

/** Something is no longer measured. */
export const signalRemoved: DiffRule = {
  id: "SIGNAL_REMOVED",
  subject: "governance",
  severity: "risky",
  pair: "SIGNAL_ADDED",
  why: "a drop in it will not be seen",
  comply: "measure it on, or say what is measured in its place",
  find: (comparison) =>
    memberValues(comparison, ["signals"])
      .filter(({ after }) => after === undefined)
      .map((change) => told(change, `the signal ${change.path.slice("signals.".length)}`)),
};

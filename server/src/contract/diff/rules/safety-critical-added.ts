import type { DiffRule } from "../rule.ts";
import { documentValues, told } from "../value-changes.ts";
import { isTrue } from "../values.ts";

/** A surface fails closed. */
export const safetyCriticalAdded: DiffRule = {
  id: "SAFETY_CRITICAL_ADDED",
  subject: "governance",
  severity: "safe",
  pair: "SAFETY_CRITICAL_REMOVED",
  why: "requests are refused rather than answered by somebody else",
  comply: "make sure that clients can bear a refusal",
  find: (comparison) =>
    documentValues<boolean>(comparison, ["safety", "critical"], isTrue)
      .filter(({ after }) => after === true)
      .map((change) => told(change, "whether it is safety-critical")),
};

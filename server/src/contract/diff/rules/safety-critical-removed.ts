import type { DiffRule } from "../rule.ts";
import { documentValues, told } from "../value-changes.ts";
import { isTrue } from "../values.ts";

/** A surface no longer fails closed. */
export const safetyCriticalRemoved: DiffRule = {
  id: "SAFETY_CRITICAL_REMOVED",
  subject: "governance",
  severity: "breaking",
  pair: "SAFETY_CRITICAL_ADDED",
  why: "delegates, fallbacks and unnamed models may answer where nobody might",
  comply: "keep it, or ask those who rely on it",
  find: (comparison) =>
    documentValues<boolean>(comparison, ["safety", "critical"], isTrue)
      .filter(({ before }) => before === true)
      .map((change) => told(change, "whether it is safety-critical")),
};

import type { DiffRule } from "../rule.ts";
import { unexplainedChanges } from "../unexplained.ts";

/** A value changed of which no rule before this one speaks. */
export const termChanged: DiffRule = {
  id: "TERM_CHANGED",
  subject: "governance",
  severity: "risky",
  pair: "TERM_CHANGED",
  why: "something that was agreed is different, and no rule says what that means",
  comply: "read both values, and say in the notice what the change does",
  find: (comparison, { places }) => unexplainedChanges(comparison, places),
};

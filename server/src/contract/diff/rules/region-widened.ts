import { regionChanges } from "../regions.ts";
import type { DiffRule } from "../rule.ts";

/** Data may go where it might not. */
export const regionWidened: DiffRule = {
  id: "REGION_WIDENED",
  subject: "economics",
  severity: "breaking",
  pair: "REGION_NARROWED",
  why: "whoever agreed to one place did not agree to another; law may forbid it",
  comply: "ask those it concerns before it is in force",
  find: (comparison) => regionChanges(comparison, "widened"),
};

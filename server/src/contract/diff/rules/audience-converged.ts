import { audienceChanges } from "../audience-changes.ts";
import type { DiffRule } from "../rule.ts";

/** An audience is treated as the rest. */
export const audienceConverged: DiffRule = {
  id: "AUDIENCE_CONVERGED",
  subject: "governance",
  severity: "safe",
  pair: "AUDIENCE_DIVERGED",
  why: "for this audience everything changes that was different",
  comply: "read what else this diff says of the audience",
  find: (comparison) => audienceChanges(comparison, "converged"),
};

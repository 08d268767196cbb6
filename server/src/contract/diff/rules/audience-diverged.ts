import { audienceChanges } from "../audience-changes.ts";
import type { DiffRule } from "../rule.ts";

/** An audience is treated otherwise than the rest that was treated alike. */
export const audienceDiverged: DiffRule = {
  id: "AUDIENCE_DIVERGED",
  subject: "governance",
  severity: "risky",
  pair: "AUDIENCE_CONVERGED",
  why: "two groups of users get different service under one name, and an average over both hides it",
  comply: "say for whom and why in the notice, and watch it by audience",
  find: (comparison) => audienceChanges(comparison, "diverged"),
};

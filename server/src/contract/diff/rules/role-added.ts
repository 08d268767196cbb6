import { roleSteps } from "../routes.ts";
import type { DiffRule } from "../rule.ts";

/** There is a new role. */
export const roleAdded: DiffRule = {
  id: "ROLE_ADDED",
  subject: "routing",
  severity: "risky",
  pair: "ROLE_REMOVED",
  why: "requests that another role answered may be of the new one, with other values",
  comply: "check by recorded traffic which requests become those of the new role",
  find: (comparison) => roleSteps(comparison, "added"),
};

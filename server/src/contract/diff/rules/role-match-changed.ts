import { matchChanges } from "../routes.ts";
import type { DiffRule } from "../rule.ts";

/** A role is told from others by other conditions, or voices that no role matches are taken otherwise. */
export const roleMatchChanged: DiffRule = {
  id: "ROLE_MATCH_CHANGED",
  subject: "routing",
  severity: "risky",
  pair: "ROLE_MATCH_CHANGED",
  why: "some requests become those of another role, with its model, effort and tools",
  comply: "check by recorded traffic which requests change their role",
  find: matchChanges,
};

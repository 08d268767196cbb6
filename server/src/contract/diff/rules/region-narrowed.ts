import { regionChanges } from "../regions.ts";
import type { DiffRule } from "../rule.ts";

/** Data may go to fewer places. */
export const regionNarrowed: DiffRule = {
  id: "REGION_NARROWED",
  subject: "economics",
  severity: "safe",
  pair: "REGION_WIDENED",
  why: "fewer upstreams may answer",
  comply: "make sure that there is one in what is left",
  find: (comparison) => regionChanges(comparison, "narrowed"),
};

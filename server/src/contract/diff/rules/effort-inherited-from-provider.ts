import { efforts } from "../efforts.ts";
import type { DiffRule } from "../rule.ts";
import { told } from "../value-changes.ts";

/** The contract no longer says with which effort a role reasons. */
export const effortInheritedFromProvider: DiffRule = {
  id: "EFFORT_INHERITED_FROM_PROVIDER",
  subject: "reasoning",
  severity: "risky",
  pair: "EFFORT_DECLARED",
  why: "the provider's default holds, and it may move without anybody here changing anything",
  comply: "say the effort, even where it is the provider's default of today",
  incident: "two releases of a coding agent sent no effort at all; the server's default decided, and changed",
  find: (comparison) =>
    efforts(comparison)
      .filter(({ after }) => after === undefined)
      .map((change) => told(change, "the effort")),
};

import { efforts } from "../efforts.ts";
import type { DiffRule } from "../rule.ts";
import { told } from "../value-changes.ts";

/** The contract says an effort where the provider's default held. */
export const effortDeclared: DiffRule = {
  id: "EFFORT_DECLARED",
  subject: "reasoning",
  severity: "safe",
  pair: "EFFORT_INHERITED_FROM_PROVIDER",
  why: "what the provider decided is now agreed",
  comply: "make sure that it is the effort that answers had so far",
  find: (comparison) =>
    efforts(comparison)
      .filter(({ before }) => before === undefined)
      .map((change) => told(change, "the effort")),
};

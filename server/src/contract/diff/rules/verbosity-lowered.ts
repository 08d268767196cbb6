import type { DiffRule } from "../rule.ts";
import { told } from "../value-changes.ts";
import { verbosities } from "../verbosity.ts";

/** Answers are asked to be shorter. */
export const verbosityLowered: DiffRule = {
  id: "VERBOSITY_LOWERED",
  subject: "output",
  severity: "risky",
  pair: "VERBOSITY_RAISED",
  why: "a model that is asked to say less may think less and leave out what was needed",
  comply: "compare the work that is done, not its length, on hard tasks",
  find: (comparison) => verbosities(comparison, "down").map((change) => told(change, "the verbosity")),
};

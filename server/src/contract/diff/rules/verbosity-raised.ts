import type { DiffRule } from "../rule.ts";
import { told } from "../value-changes.ts";
import { verbosities } from "../verbosity.ts";

/** Answers are asked to be longer. */
export const verbosityRaised: DiffRule = {
  id: "VERBOSITY_RAISED",
  subject: "output",
  severity: "safe",
  pair: "VERBOSITY_LOWERED",
  why: "answers are longer, and cost more",
  comply: "look at cost in the rollout",
  find: (comparison) => verbosities(comparison, "up").map((change) => told(change, "the verbosity")),
};

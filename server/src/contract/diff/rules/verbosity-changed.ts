import type { DiffRule } from "../rule.ts";
import { told } from "../value-changes.ts";
import { verbosities } from "../verbosity.ts";

/** Answers are asked for in another length, and nobody can say whether it is less. */
export const verbosityChanged: DiffRule = {
  id: "VERBOSITY_CHANGED",
  subject: "output",
  severity: "risky",
  pair: "VERBOSITY_CHANGED",
  why: "the length of answers is decided by another word, or by the provider",
  comply: "compare answers of both before it is shipped",
  find: (comparison) => verbosities(comparison, "neither").map((change) => told(change, "the verbosity")),
};

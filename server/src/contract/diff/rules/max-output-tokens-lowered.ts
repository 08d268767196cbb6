import { outputLimits } from "../output-limits.ts";
import type { DiffRule } from "../rule.ts";
import { told } from "../value-changes.ts";

/** An answer may have fewer tokens. */
export const maxOutputTokensLowered: DiffRule = {
  id: "MAX_OUTPUT_TOKENS_LOWERED",
  subject: "output",
  severity: "breaking",
  pair: "MAX_OUTPUT_TOKENS_RAISED",
  why: "long answers are cut off, in the middle of a file or a tool call at worst",
  comply: "look at the longest answers of today before it is shipped, and at those that end at their limit afterwards",
  find: (comparison) => outputLimits(comparison, "down").map((change) => told(change, "the most tokens of an answer")),
};

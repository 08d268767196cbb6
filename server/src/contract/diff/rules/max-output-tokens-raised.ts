import { outputLimits } from "../output-limits.ts";
import type { DiffRule } from "../rule.ts";
import { told } from "../value-changes.ts";

/** An answer may have more tokens. */
export const maxOutputTokensRaised: DiffRule = {
  id: "MAX_OUTPUT_TOKENS_RAISED",
  subject: "output",
  severity: "safe",
  pair: "MAX_OUTPUT_TOKENS_LOWERED",
  why: "answers may be longer, and cost more",
  comply: "look at cost in the rollout",
  find: (comparison) => outputLimits(comparison, "up").map((change) => told(change, "the most tokens of an answer")),
};

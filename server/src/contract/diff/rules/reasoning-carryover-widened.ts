import { carryoverRank, carryovers } from "../carryover.ts";
import type { DiffRule } from "../rule.ts";
import { steps, told } from "../value-changes.ts";

/** The model sees more of its own earlier reasoning. */
export const reasoningCarryoverWidened: DiffRule = {
  id: "REASONING_CARRYOVER_WIDENED",
  subject: "reasoning",
  severity: "safe",
  pair: "REASONING_CARRYOVER_NARROWED",
  why: "requests are larger; the model remembers more",
  comply: "nothing has to be done",
  find: (comparison) =>
    steps(carryovers(comparison), carryoverRank, "up").map((change) =>
      told(change, "the reasoning that is carried over"),
    ),
};

import { carryoverRank, carryovers } from "../carryover.ts";
import type { DiffRule } from "../rule.ts";
import { steps, told } from "../value-changes.ts";

/** The model sees less of its own earlier reasoning. */
export const reasoningCarryoverNarrowed: DiffRule = {
  id: "REASONING_CARRYOVER_NARROWED",
  subject: "reasoning",
  severity: "breaking",
  pair: "REASONING_CARRYOVER_WIDENED",
  why: "the model forgets why it did what it did: it repeats itself, and chooses other tools in the middle of a task",
  comply: "ship it as a major version, and try long sessions with tools in a scenario first",
  incident:
    "in spring 2026 a coding agent cleared the reasoning of earlier turns on every request after an idle hour; it became forgetful and repetitive, and its caches missed",
  find: (comparison) =>
    steps(carryovers(comparison), carryoverRank, "down").map((change) =>
      told(change, "the reasoning that is carried over"),
    ),
};

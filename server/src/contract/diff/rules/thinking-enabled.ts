import type { DiffRule } from "../rule.ts";
import { thinkingChanges } from "../thinking.ts";

/** A role thinks that did not. */
export const thinkingEnabled: DiffRule = {
  id: "THINKING_ENABLED",
  subject: "reasoning",
  severity: "risky",
  pair: "THINKING_DISABLED",
  why: "answers take longer and cost more, and requests that a model refuses together with thinking (a temperature, a forced tool) begin to fail",
  comply: "look at latency, cost and refused requests in the rollout",
  find: (comparison) => thinkingChanges(comparison, "enabled"),
};

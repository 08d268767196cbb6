import { turnsOf } from "./measures.ts";
import { type BehaviourSignal, numberDefinition } from "./signal.ts";

/** Requests for each user turn, tool loops included. */
export const requestsPerPrompt: BehaviourSignal<"turn"> = {
  definition: numberDefinition("requests_per_prompt", "lower", { kind: "log", low: 1, high: 1_000 }),
  doc: "Requests for each user turn, tool loops included.",
  columns: ["turn"],
  agents: "main",
  measure: (records) => (records.length === 0 ? undefined : records.length / turnsOf(records)),
};

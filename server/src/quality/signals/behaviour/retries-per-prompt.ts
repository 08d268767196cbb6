import { turnsOf } from "./measures.ts";
import { type BehaviourSignal, numberDefinition } from "./signal.ts";

/** Requests that repeat the one before, for each user turn. */
export const retriesPerPrompt: BehaviourSignal<"turn" | "retry"> = {
  definition: numberDefinition("retries_per_prompt", "lower", { kind: "linear", low: 0, high: 2 }),
  doc: "Requests that repeat the one before, for each user turn.",
  columns: ["turn", "retry"],
  agents: "main",
  measure: (records) =>
    records.length === 0 ? undefined : records.filter(({ retry }) => retry).length / turnsOf(records),
};

import { sumOfKnown } from "./measures.ts";
import { type BehaviourSignal, numberDefinition } from "./signal.ts";

const DAY = 86_400_000;

/** What the session cost in US dollars, sub-agents included; unknown where a price is not known. */
export const costPerSession: BehaviourSignal<"cost_usd" | "input_tokens"> = {
  definition: {
    ...numberDefinition("cost_per_session", "lower", { kind: "log", low: 0.0001, high: 1_000 }),
    windowMs: DAY,
  },
  doc: "What the session cost in US dollars, sub-agents included; unknown where a price is not known.",
  columns: ["cost_usd", "input_tokens"],
  agents: "all",
  measure: (records) => {
    // What failed before the model was reached has used nothing, and needs no price.
    const used = records.filter(({ input_tokens, cost_usd }) => input_tokens !== null || cost_usd !== null);
    return used.some(({ cost_usd }) => cost_usd === null)
      ? undefined
      : sumOfKnown(used.map(({ cost_usd }) => cost_usd));
  },
};

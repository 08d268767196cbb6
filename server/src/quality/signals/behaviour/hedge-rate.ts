import { type BehaviourSignal, numberDefinition } from "./signal.ts";
import { deedsIn, ratio, saidIn } from "./told.ts";

/** Phrases by which answers hedge, for each 1,000 tool calls. */
export const hedgeRate: BehaviourSignal<"counts" | "deeds"> = {
  definition: numberDefinition("hedge_rate", "lower", { kind: "linear", low: 0, high: 200 }),
  doc: "Phrases by which answers hedge, by a list of phrases, for each 1,000 tool calls.",
  columns: ["counts", "deeds"],
  agents: "main",
  measure: (records) => ratio(1_000 * saidIn(records, "hedges"), deedsIn(records).length),
};

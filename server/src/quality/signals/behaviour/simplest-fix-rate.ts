import { type BehaviourSignal, numberDefinition } from "./signal.ts";
import { deedsIn, ratio, saidIn } from "./told.ts";

/** Phrases by which answers choose the least work, for each 1,000 tool calls. */
export const simplestFixRate: BehaviourSignal<"counts" | "deeds"> = {
  definition: numberDefinition("simplest_fix_rate", "lower", { kind: "linear", low: 0, high: 100 }),
  doc: "Phrases by which answers choose the least work, by a list of phrases, for each 1,000 tool calls.",
  columns: ["counts", "deeds"],
  agents: "main",
  measure: (records) => ratio(1_000 * saidIn(records, "simplest_fixes"), deedsIn(records).length),
};

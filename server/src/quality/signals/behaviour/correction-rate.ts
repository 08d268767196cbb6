import { type BehaviourSignal, shareDefinition } from "./signal.ts";
import { countIn, ratio } from "./told.ts";

/** Share of what a person says, after the first, that corrects what was done; told by a list of phrases. */
export const correctionRate: BehaviourSignal<"counts" | "retry"> = {
  definition: shareDefinition("correction_rate", "lower"),
  doc: "Share of a person's messages after the first that correct what was done, by a list of phrases.",
  columns: ["counts", "retry"],
  agents: "main",
  measure: (records) => {
    const first = records.findIndex(({ counts }) => (counts["prompts"] ?? 0) > 0);
    const later = records.slice(first + 1);
    return first === -1 ? undefined : ratio(countIn(later, "corrections"), countIn(later, "prompts"));
  },
};

import { shareOf } from "./measures.ts";
import { type BehaviourSignal, shareDefinition } from "./signal.ts";

/** Share of whole answers in a writing system that is none of their conversation's. */
export const languageSwitchRate: BehaviourSignal<"outcome" | "text_length" | "violations"> = {
  definition: shareDefinition("language_switch_rate", "lower"),
  doc: "Share of answers with text in a writing system that is none of the conversation's.",
  columns: ["outcome", "text_length", "violations"],
  agents: "main",
  measure: (records) =>
    shareOf(
      records.filter(({ outcome, text_length: length }) => outcome === "complete" && (length ?? 0) > 0),
      ({ violations }) => violations.includes("OUTPUT_SCRIPT_UNEXPECTED"),
    ),
};

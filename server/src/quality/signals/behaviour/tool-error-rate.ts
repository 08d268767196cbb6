import { type BehaviourSignal, shareDefinition } from "./signal.ts";
import { countIn, ratio } from "./told.ts";

/** Share of tool results that came back as errors; formats in which a result is only a text say nothing of it. */
export const toolErrorRate: BehaviourSignal<"counts" | "retry"> = {
  definition: shareDefinition("tool_error_rate", "lower"),
  doc: "Share of tool results that came back as errors, where the format says so.",
  columns: ["counts", "retry"],
  agents: "main",
  measure: (records) => ratio(countIn(records, "results_failed"), countIn(records, "results")),
};

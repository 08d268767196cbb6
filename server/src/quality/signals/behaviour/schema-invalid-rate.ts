import { type BehaviourSignal, shareDefinition } from "./signal.ts";
import { ratio, saidIn } from "./told.ts";

/** Share of calls whose arguments do not fit the schema of their tool, of those that could be held against one. */
export const schemaInvalidRate: BehaviourSignal<"counts"> = {
  definition: shareDefinition("schema_invalid_rate", "lower"),
  doc: "Share of tool calls whose arguments do not fit the tool's schema.",
  columns: ["counts"],
  agents: "main",
  measure: (records) => ratio(saidIn(records, "calls_invalid"), saidIn(records, "calls_checked")),
};

import { type BehaviourSignal, numberDefinition } from "./signal.ts";
import { ratio, saidIn } from "./told.ts";

/** Words that are said in an answer that goes on to call tools. */
export const wordsBetweenToolCalls: BehaviourSignal<"counts" | "deeds"> = {
  definition: numberDefinition("words_between_tool_calls", "higher", { kind: "log", low: 1, high: 1_000 }),
  doc: "Words of an answer that calls tools.",
  columns: ["counts", "deeds"],
  agents: "main",
  measure: (records) => {
    const calling = records.filter(({ deeds }) => deeds.length > 0);
    return ratio(saidIn(calling, "words"), calling.length);
  },
};

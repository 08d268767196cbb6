import { endedByLength } from "./finish-reasons.ts";
import { shareOf } from "./measures.ts";
import { type BehaviourSignal, shareDefinition } from "./signal.ts";

/** Share of ended answers that were cut off by their length. */
export const finishLengthRate: BehaviourSignal<"finish_reason"> = {
  definition: shareDefinition("finish_length_rate", "lower"),
  doc: "Share of ended answers that were cut off by their length.",
  columns: ["finish_reason"],
  agents: "main",
  measure: (records) =>
    shareOf(
      records.filter(({ finish_reason }) => finish_reason !== ""),
      ({ finish_reason }) => endedByLength(finish_reason),
    ),
};

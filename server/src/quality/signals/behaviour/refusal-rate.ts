import { endedByRefusal } from "./finish-reasons.ts";
import { shareOf } from "./measures.ts";
import { type BehaviourSignal, shareDefinition } from "./signal.ts";

/** Share of ended answers that the model or the provider's filter refused, as the provider says. */
export const refusalRate: BehaviourSignal<"finish_reason"> = {
  definition: shareDefinition("refusal_rate", "lower"),
  doc: "Share of ended answers that the model or the provider's filter refused, as the provider says.",
  columns: ["finish_reason"],
  agents: "main",
  measure: (records) =>
    shareOf(
      records.filter(({ finish_reason }) => finish_reason !== ""),
      ({ finish_reason }) => endedByRefusal(finish_reason),
    ),
};

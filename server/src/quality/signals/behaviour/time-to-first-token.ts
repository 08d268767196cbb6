import { quantileOf } from "./measures.ts";
import { type BehaviourSignal, numberDefinition } from "./signal.ts";

/** How long it took until content came, in milliseconds: the median of the session. */
export const timeToFirstToken: BehaviourSignal<"received_at" | "first_token_at"> = {
  definition: numberDefinition("time_to_first_token", "lower", { kind: "log", low: 10, high: 1_000_000 }),
  doc: "How long it took until content came, in milliseconds: the median of the session.",
  columns: ["received_at", "first_token_at"],
  agents: "main",
  measure: (records) =>
    quantileOf(
      records.flatMap(({ received_at, first_token_at }) =>
        received_at === null || first_token_at === null ? [] : [Math.max(0, first_token_at - received_at)],
      ),
      0.5,
    ),
};

import { sumOfKnown, turnsOf } from "./measures.ts";
import { type BehaviourSignal, numberDefinition } from "./signal.ts";

/** Tokens written for each user turn, reasoning included. */
export const outputTokensPerTurn: BehaviourSignal<"turn" | "output_tokens"> = {
  definition: numberDefinition("output_tokens_per_turn", "higher", { kind: "log", low: 10, high: 100_000 }),
  doc: "Tokens written for each user turn, reasoning included.",
  columns: ["turn", "output_tokens"],
  agents: "main",
  measure: (records) => {
    // Turns whose tokens nobody counted would be turns without any.
    const counted = records.filter(({ output_tokens }) => output_tokens !== null);
    const sum = sumOfKnown(counted.map(({ output_tokens }) => output_tokens));
    return sum === undefined ? undefined : sum / turnsOf(counted);
  },
};

import { sumOfKnown, turnsOf } from "./measures.ts";
import { type BehaviourSignal, numberDefinition } from "./signal.ts";

/** Tokens of reasoning for each user turn, where the provider counts them. */
export const reasoningTokensPerTurn: BehaviourSignal<"turn" | "reasoning_tokens"> = {
  definition: numberDefinition("reasoning_tokens_per_turn", "higher", { kind: "log", low: 10, high: 100_000 }),
  doc: "Tokens of reasoning for each user turn, where the provider counts them.",
  columns: ["turn", "reasoning_tokens"],
  agents: "main",
  measure: (records) => {
    // Turns whose tokens nobody counted would be turns without any.
    const counted = records.filter(({ reasoning_tokens }) => reasoning_tokens !== null);
    const sum = sumOfKnown(counted.map(({ reasoning_tokens }) => reasoning_tokens));
    return sum === undefined ? undefined : sum / turnsOf(counted);
  },
};

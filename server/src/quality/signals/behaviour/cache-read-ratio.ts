import { sumOfKnown } from "./measures.ts";
import { type BehaviourSignal, shareDefinition } from "./signal.ts";

/** Input tokens that were read from the provider's cache, of all input tokens. */
export const cacheReadRatio: BehaviourSignal<"input_tokens" | "cache_read_tokens"> = {
  definition: shareDefinition("cache_read_ratio", "higher"),
  doc: "Input tokens that were read from the provider's cache, of all input tokens.",
  columns: ["input_tokens", "cache_read_tokens"],
  agents: "main",
  measure: (records) => {
    const counted = records.filter(({ cache_read_tokens }) => cache_read_tokens !== null);
    const input = sumOfKnown(counted.map(({ input_tokens }) => input_tokens)) ?? 0;
    const read = sumOfKnown(counted.map(({ cache_read_tokens }) => cache_read_tokens)) ?? 0;
    return input > 0 ? read / input : undefined;
  },
};

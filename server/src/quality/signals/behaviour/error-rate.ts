import { shareOf } from "./measures.ts";
import { type BehaviourSignal, shareDefinition } from "./signal.ts";

/** Share of requests that failed or were cut off: infrastructure, and no judgement of answers. */
export const errorRate: BehaviourSignal<"outcome"> = {
  definition: shareDefinition("error_rate", "lower"),
  doc: "Share of requests that failed or were cut off: infrastructure, and no judgement of answers.",
  columns: ["outcome"],
  agents: "main",
  measure: (records) =>
    shareOf(records, ({ outcome }) => outcome === "failed" || outcome === "cut" || outcome === "interrupted"),
};

import { shareOf } from "./measures.ts";
import { type BehaviourSignal, shareDefinition } from "./signal.ts";

/** Share of requests whose client went away before the answer had ended. */
export const interruptRate: BehaviourSignal<"outcome"> = {
  definition: shareDefinition("interrupt_rate", "lower"),
  doc: "Share of requests whose client went away before the answer had ended.",
  columns: ["outcome"],
  agents: "main",
  measure: (records) => shareOf(records, ({ outcome }) => outcome === "cancelled"),
};

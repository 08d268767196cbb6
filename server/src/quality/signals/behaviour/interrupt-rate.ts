import { type BehaviourSignal, shareDefinition } from "./signal.ts";
import { ratio, saidIn } from "./told.ts";

/**
 * Share of requests that were stopped before their answer had ended: their client went away, or the next request says
 * so. One interruption may be seen in both ways.
 */
export const interruptRate: BehaviourSignal<"outcome" | "counts"> = {
  definition: shareDefinition("interrupt_rate", "lower"),
  doc: "Share of requests that were stopped before the answer had ended.",
  columns: ["outcome", "counts"],
  agents: "main",
  measure: (records) => {
    const gone = records.filter(({ outcome }) => outcome === "cancelled").length;
    return ratio(Math.min(records.length, Math.max(gone, saidIn(records, "interrupts"))), records.length);
  },
};

import { type BehaviourSignal, numberDefinition } from "./signal.ts";
import { deedsIn } from "./told.ts";

/** More than so many reads before one edit say no more than so many. */
const MOST = 10;

/** Files that are read before each edit, at most ten of them. */
export const readsPerEdit: BehaviourSignal<"deeds"> = {
  definition: numberDefinition("reads_per_edit", "higher", { kind: "linear", low: 0, high: MOST }),
  doc: "Reads before each edit, ten at most.",
  columns: ["deeds"],
  agents: "main",
  measure: (records) => {
    let [reads, edits, sum] = [0, 0, 0];
    for (const { kind } of deedsIn(records)) {
      if (kind === "read") reads++;
      if (kind !== "edit") continue;
      edits++;
      sum += Math.min(MOST, reads);
      reads = 0;
    }
    return edits === 0 ? undefined : sum / edits;
  },
};

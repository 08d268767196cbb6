import { shareOf } from "./measures.ts";
import { type BehaviourSignal, shareDefinition } from "./signal.ts";
import { deedsIn } from "./told.ts";

/** Share of changes that write a file whole in place of editing it. */
export const wholeFileWriteRate: BehaviourSignal<"deeds"> = {
  definition: shareDefinition("whole_file_write_rate", "lower"),
  doc: "Share of changes that write a whole file, over writes and edits.",
  columns: ["deeds"],
  agents: "main",
  measure: (records) =>
    shareOf(
      deedsIn(records).filter(({ kind }) => kind === "write" || kind === "edit"),
      ({ kind }) => kind === "write",
    ),
};

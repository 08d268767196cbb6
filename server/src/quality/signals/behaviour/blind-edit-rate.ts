import { shareOf } from "./measures.ts";
import { type BehaviourSignal, shareDefinition } from "./signal.ts";
import { deedsIn } from "./told.ts";

/** Share of edits that change a file which the session has neither read nor written before, where it is known which file that is. */
export const blindEditRate: BehaviourSignal<"deeds"> = {
  definition: shareDefinition("blind_edit_rate", "lower"),
  doc: "Share of edits of a file that was neither read nor written in the session before.",
  columns: ["deeds"],
  agents: "main",
  measure: (records) => {
    const known = new Set<string>();
    const edits: boolean[] = [];
    for (const { kind, targets } of deedsIn(records)) {
      if (kind === "edit" && targets.length > 0) edits.push(targets.some((target) => !known.has(target)));
      for (const target of targets) known.add(target);
    }
    return shareOf(edits, (blind) => blind);
  },
};

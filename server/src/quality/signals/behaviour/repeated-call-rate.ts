import { shareOf } from "./measures.ts";
import { type BehaviourSignal, shareDefinition } from "./signal.ts";
import { deedsIn } from "./told.ts";

/** Calls back that a call is compared with. */
const WITHIN = 10;

/** Share of calls that are the same, name and arguments, as one of the ten before. */
export const repeatedCallRate: BehaviourSignal<"deeds"> = {
  definition: shareDefinition("repeated_call_rate", "lower"),
  doc: "Share of tool calls that are the same as one of the ten before.",
  columns: ["deeds"],
  agents: "main",
  measure: (records) => {
    const calls = deedsIn(records).map(({ call }) => call);
    const repeated = calls.map((call, at) => calls.slice(Math.max(0, at - WITHIN), at).includes(call));
    return shareOf(repeated, (one) => one);
  },
};

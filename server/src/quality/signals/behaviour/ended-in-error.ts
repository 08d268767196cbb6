import { type BehaviourSignal, shareDefinition } from "./signal.ts";

/** Statuses that say that the infrastructure had no answer: too much to do, or broken. */
function isInfrastructure(status: number): boolean {
  return status === 429 || status >= 500;
}

/** Whether the last request of a session got no answer: what was judged of it is then no judgement of answers. */
export const endedInError: BehaviourSignal<"outcome" | "status"> = {
  definition: shareDefinition("ended_in_error", "lower"),
  doc: "Whether the last request of a session got no answer: an upstream was overloaded, broken or cut off.",
  columns: ["outcome", "status"],
  agents: "main",
  measure: (records) => {
    const last = records.at(-1);
    if (last === undefined) return undefined;
    const { outcome, status } = last;
    const met = outcome === "cut" || outcome === "interrupted" || (outcome === "failed" && isInfrastructure(status));
    return met ? 1 : 0;
  },
};

import { parseContextEdits } from "../../wire/context-edits.ts";
import type { RequestInvariant } from "./invariant.ts";

/** Whether edits clear anything: keeping all clears nothing. */
export function clears(edits: string | undefined): boolean {
  return (parseContextEdits(edits ?? "") ?? []).some(
    ({ type, keep }) => type.startsWith("clear_") && keep !== undefined && keep !== "all",
  );
}

/** What is cleared after an idle gap is cleared once, and not on every turn after it. */
export const contextEditRepeated: RequestInvariant = {
  id: "CONTEXT_EDIT_REPEATED",
  incident:
    "in spring 2026 a coding agent that had been idle for an hour cleared its reasoning on every later turn, and not once",
  check: ({ watch: { cleared }, turn, idleMs, edits, promises }) => {
    if (cleared === undefined || promises.clears || !clears(edits)) return undefined;
    // In one turn a tool loop sends it with each request; after another gap it is another clearing.
    if (turn <= cleared.turn || idleMs > promises.gapMs) return undefined;
    return {
      message: `context is cleared again (${edits}): it was after an idle gap, at turn ${cleared.turn}, and there has been no gap since`,
      before: cleared.edits,
      now: edits ?? "",
      began: cleared.exchange,
    };
  },
};

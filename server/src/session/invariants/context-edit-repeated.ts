import { type ContextEdit, parseContextEdits } from "../../wire/context-edits.ts";
import type { RequestInvariant, RequestMoment, Spoken } from "./invariant.ts";

/** What the provider clears at a size, whether the request names that size or leaves it to the provider. */
const AT_A_SIZE: ReadonlySet<string> = new Set(["clear_tool_uses"]);

/**
 * Whether edits clear something by themselves: keeping all clears nothing, and what the provider clears at
 * a size is a standing policy and no act of this request.
 */
function clears(edits: string | undefined): boolean {
  return editsIn(edits).some(
    ({ type, keep, trigger }) =>
      type.startsWith("clear_") &&
      !AT_A_SIZE.has(type) &&
      trigger === undefined &&
      keep !== undefined &&
      keep !== "all",
  );
}

function editsIn(edits: string | undefined): readonly ContextEdit[] {
  return parseContextEdits(edits ?? "") ?? [];
}

function typesIn(edits: string | undefined): string {
  return editsIn(edits)
    .map(({ type }) => type)
    .sort()
    .join();
}

/** The clearing that began after a long gap, for as long as every request of its system prompt goes on with it. */
export function clearingAfter(moment: RequestMoment): Spoken["cleared"] {
  const { spoken, edits, version, exchange, turn, idleMs, begins, promises } = moment;
  // Another version of a client has other ways: what it does it need not have begun after the gap.
  if (spoken === undefined || edits === undefined || !clears(edits) || spoken.version !== version) return undefined;
  if (idleMs > promises.gapMs && (spoken.cleared !== undefined || keptBefore(spoken, edits)))
    return { exchange, turn, edits };
  return begins === undefined ? spoken.cleared : undefined;
}

/** Who has always cleared does so by plan, gap or not, and who made no such edits did nothing else before. */
function keptBefore(spoken: Spoken, edits: string): boolean {
  return !clears(spoken.edits) && typesIn(spoken.edits) === typesIn(edits);
}

/** What is cleared after an idle gap is cleared once, and not on every turn after it. */
export const contextEditRepeated: RequestInvariant = {
  id: "CONTEXT_EDIT_REPEATED",
  incident:
    "in spring 2026 a coding agent that had been idle for an hour cleared its reasoning on every later turn, and not once",
  check: ({ spoken, turn, idleMs, edits, version, promises }) => {
    const cleared = spoken?.cleared;
    if (cleared === undefined || promises.clears || !clears(edits) || spoken?.version !== version) return undefined;
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

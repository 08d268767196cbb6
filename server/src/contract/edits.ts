import { type ContextEdit, formatContextEdits } from "../wire/context-edits.ts";
import { meets, parseComparison } from "./comparison.ts";
import { type ContractedRole, plainEdit } from "./contracted.ts";

/** How long a session has been idle, where that is known. */
export interface Idle {
  /** Time since the session's last exchange, in ms. */
  readonly ms?: number;
  /** The longest such time in the session so far, in ms. */
  readonly longestMs?: number;
}

/**
 * The context edits that a request must carry; `undefined` where none are contracted.
 *
 * An edit that waits for an idle gap takes the place of those of its kind that always hold: on
 * the request after the gap (`once`), or on every later one (`every_turn`).
 */
export function editsAt(contracted: ContractedRole, idle: Idle): readonly ContextEdit[] | undefined {
  return contracted.edits === undefined ? undefined : pick(contracted.edits, idle);
}

/**
 * Whether the edits of a request, as `formatContextEdits` writes them, are the contracted ones,
 * in any order. Where nobody knows how long the session was idle, those of after a gap are too.
 */
export function editsAgree(contracted: ContractedRole, requested: string, idle: Idle): boolean {
  const { edits, compactionTrigger } = contracted;
  if (edits === undefined) return true;
  // What nearly every request is: the edits that always hold, written as the contract writes them.
  const always = edits.every((edit) => edit.when === undefined);
  if (always && requested === contracted.fields.context_edits?.value) return true;
  const variants = [pick(edits, idle)];
  if (idle.ms === undefined) variants.push(pick(edits, { ms: Number.MAX_VALUE, longestMs: Number.MAX_VALUE }));
  // A contracted compaction may be the provider's, and then it is one of the edits.
  const compaction = compactionTrigger === undefined ? [] : ["compact", `compact(trigger=${compactionTrigger})`];
  return variants.some((variant) => {
    const listed = parts(formatContextEdits(variant));
    const asked = parts(requested).filter((edit) => listed.includes(edit) || !compaction.includes(edit));
    return listed.join("; ") === asked.join("; ");
  });
}

function pick(edits: NonNullable<ContractedRole["edits"]>, idle: Idle): readonly ContextEdit[] {
  const waiting = edits.filter(({ when, repeat }) => {
    const gap = when === undefined ? undefined : parseComparison(when.idle);
    const ms = repeat === "every_turn" ? (idle.longestMs ?? idle.ms) : idle.ms;
    return gap !== undefined && ms !== undefined && meets(ms, gap);
  });
  const displaced = new Set(waiting.map((edit) => edit.type));
  return edits
    .filter((edit) => waiting.includes(edit) || (edit.when === undefined && !displaced.has(edit.type)))
    .map(plainEdit);
}

function parts(formatted: string): string[] {
  return formatted === "" ? [] : formatted.split("; ").sort();
}

import { parseComparison } from "../comparison.ts";
import type { Frozen } from "../contract.ts";
import type { EditDocument } from "../document/state.ts";
import { type RoleChange, roleChanges } from "./role-changes.ts";
import type { Comparison, Found } from "./rule.ts";
import { shown } from "./values.ts";

type Edit = Frozen<EditDocument>;

/** How a context edit can change. */
export type EditChange = "added" | "removed" | "repeats" | "limited" | "reduced" | "raised" | "sooner" | "later";

/**
 * The changes of one kind in what becomes of a history.
 *
 * Edits are compared by their type, and by whether they wait for an idle gap. One that waits is
 * held against the edit of its type that always holds, where the other version has none that
 * waits: to keep less after a gap is to keep less.
 */
export function editChanges(comparison: Comparison, kind: EditChange): readonly Found[] {
  return roleChanges(comparison).flatMap((change) => slotsOf(change).flatMap((slot) => found(change, slot, kind)));
}

interface Slot {
  readonly name: string;
  readonly before: Edit | undefined;
  readonly after: Edit | undefined;
}

function slotsOf({ before, after }: RoleChange): readonly Slot[] {
  const [from, to] = [slotted(before.context?.edits ?? []), slotted(after.context?.edits ?? [])];
  const names = [...new Set([...from.keys(), ...to.keys()])];
  return names.map((name) => ({
    name,
    before: from.get(name) ?? always(from, name),
    after: to.get(name) ?? always(to, name),
  }));
}

/** By type, by whether it waits, and by its number among those alike. */
function slotted(edits: readonly Edit[]): ReadonlyMap<string, Edit> {
  const slots = new Map<string, Edit>();
  for (const edit of edits) {
    const kind = edit.when === undefined ? edit.type : `${edit.type}.idle`;
    let number = 0;
    while (slots.has(slotName(kind, number))) number++;
    slots.set(slotName(kind, number), edit);
  }
  return slots;
}

function slotName(kind: string, number: number): string {
  return number === 0 ? kind : `${kind}.${number}`;
}

/** What holds in place of an edit that waits. */
function always(slots: ReadonlyMap<string, Edit>, name: string): Edit | undefined {
  return /\.idle(\.\d+)?$/.test(name) ? slots.get(name.replace(/\.idle(\.\d+)?$/, "")) : undefined;
}

function found({ role, path }: RoleChange, { name, before, after }: Slot, kind: EditChange): readonly Found[] {
  const place = `${path}.context.edits.${name}`;
  const tell = (part: string, from: unknown, to: unknown, message: string): Found => ({
    path: part === "" ? place : `${place}.${part}`,
    role,
    ...(from === undefined ? {} : { before: from }),
    ...(to === undefined ? {} : { after: to }),
    message,
  });
  if (before === undefined || after === undefined) {
    const edit = before ?? after;
    if (edit === undefined || (before === undefined) !== (kind === "added") || !["added", "removed"].includes(kind))
      return [];
    const verb = kind === "added" ? "is added" : "is removed";
    return [tell("", before, after, `the context edit ${described(edit)} of ${role} ${verb}`)];
  }
  const [keepFrom, keepTo] = [keepRank(before), keepRank(after)];
  const keeps = keepTo < keepFrom ? "reduced" : keepTo > keepFrom ? "raised" : undefined;
  if (kind === keeps) {
    const what = `${after.type}${after.when === undefined ? "" : ` after ${after.when.idle} idle`}`;
    const message = `what ${what} keeps for ${role} is ${keeps} from ${shown(before.keep ?? "all")} to ${shown(after.keep ?? "all")}`;
    return [tell("keep", before.keep ?? "all", after.keep ?? "all", message)];
  }
  const [repeatFrom, repeatTo] = [repeats(before), repeats(after)];
  if (repeatFrom !== repeatTo && kind === (repeatTo ? "repeats" : "limited")) {
    const message = `the context edit ${after.type} of ${role} holds ${repeatTo ? "on every later turn" : "no longer on every later turn"}`;
    return [tell("repeat", before.repeat ?? "once", after.repeat ?? "once", message)];
  }
  return [
    ...moved(before.trigger ?? 0, after.trigger ?? 0, kind).map(() =>
      tell(
        "trigger",
        before.trigger,
        after.trigger,
        `the context edit ${after.type} of ${role} begins at ${shown(after.trigger)}, and began at ${shown(before.trigger)}`,
      ),
    ),
    ...(before.when === undefined || after.when === undefined ? [] : moved(gap(before), gap(after), kind)).map(() =>
      tell(
        "when",
        before.when,
        after.when,
        `the context edit ${after.type} of ${role} waits for ${shown(after.when?.idle)} idle, and waited for ${shown(before.when?.idle)}`,
      ),
    ),
  ];
}

function moved(from: number, to: number, kind: EditChange): readonly true[] {
  if (from === to) return [];
  return kind === (to < from ? "sooner" : "later") ? [true] : [];
}

/** An edit that does not say how much it keeps keeps what its provider says; that is taken for all of it. */
function keepRank({ keep }: Edit): number {
  return keep === undefined || keep === "all" ? Number.POSITIVE_INFINITY : keep;
}

/** Whether an edit that waited for a gap goes on for ever; one that never waits has no gap behind which it could. */
function repeats({ when, repeat }: Edit): boolean {
  return when !== undefined && repeat === "every_turn";
}

/** The idle time for which an edit waits, in milliseconds. */
function gap({ when }: Edit): number {
  return when === undefined ? 0 : (parseComparison(when.idle)?.than ?? 0);
}

function described({ type, keep, when }: Edit): string {
  const kept = keep === undefined ? "" : ` (keep ${keep})`;
  return `${type}${kept}${when === undefined ? "" : ` after ${when.idle} idle`}`;
}

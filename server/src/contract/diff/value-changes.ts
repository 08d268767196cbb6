import { readBounds } from "../bounds.ts";
import { valueAt } from "../explain.ts";
import { roleChanges } from "./role-changes.ts";
import type { Comparison, Found } from "./rule.ts";
import { same, shown } from "./values.ts";

/** One value that is another one in the newer version. */
export interface ValueChange<T = unknown> {
  readonly path: string;
  readonly role?: string;
  /** Undefined where nothing is said. */
  readonly before: T | undefined;
  readonly after: T | undefined;
}

/** Reads a written value as it counts; what a schema let through is what the caller says it is. */
export type Read = (written: unknown) => unknown;

/** What holds when nobody chooses, of a value that may be written with bounds. */
export function held(written: unknown): unknown {
  return readBounds(written)?.value;
}

/** A value that roles have, where it changed: in every role that both versions have. */
export function roleValues<T = unknown>(
  comparison: Comparison,
  parts: readonly string[],
  read: Read = asWritten,
): readonly ValueChange<T>[] {
  return roleChanges(comparison).flatMap(({ role, path, before, after }) => {
    const change = changeOf<T>(valueAt(before, parts), valueAt(after, parts), read);
    return same(change.before, change.after) ? [] : [{ path: [path, ...parts].join("."), role, ...change }];
  });
}

function changeOf<T>(before: unknown, after: unknown, read: Read): Pick<ValueChange<T>, "before" | "after"> {
  return { before: read(before) as T | undefined, after: read(after) as T | undefined };
}

function asWritten(written: unknown): unknown {
  return written;
}

/** A value of the whole document, where it changed. */
export function documentValues<T = unknown>(
  { before, after }: Comparison,
  parts: readonly string[],
  read: Read = asWritten,
): readonly ValueChange<T>[] {
  const change = changeOf<T>(valueAt(before, parts), valueAt(after, parts), read);
  return same(change.before, change.after) ? [] : [{ path: parts.join("."), ...change }];
}

/** Every member of a mapping of the document that changed, came or went. */
export function memberValues<T = unknown>(
  comparison: Comparison,
  parts: readonly string[],
  read: Read = asWritten,
): readonly ValueChange<T>[] {
  const names = new Set([comparison.before, comparison.after].flatMap((one) => Object.keys(valueAt(one, parts) ?? {})));
  return [...names].flatMap((name) => documentValues<T>(comparison, [...parts, name], read));
}

/** A change as a finding: what it is of, and both values. */
export function told({ path, role, before, after }: ValueChange, what: string, verb = "changes"): Found {
  const whose = role === undefined ? what : `${what} of ${role}`;
  const said =
    before === undefined
      ? `${whose} is now said: ${shown(after)}`
      : after === undefined
        ? `${whose} is no longer said; it was ${shown(before)}`
        : `${whose} ${verb} from ${shown(before)} to ${shown(after)}`;
  return {
    path,
    ...(role === undefined ? {} : { role }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    message: said,
  };
}

/** The changes that go down a scale, or up; a value that is on no scale goes nowhere. */
export function steps<T>(
  changes: readonly ValueChange<T>[],
  rank: (value: T | undefined) => number | undefined,
  direction: "down" | "up",
): readonly ValueChange<T>[] {
  return changes.filter(({ before, after }) => {
    const [from, to] = [rank(before), rank(after)];
    if (from === undefined || to === undefined || from === to) return false;
    return to < from === (direction === "down");
  });
}
